"""Two invented letters built like real ones: asks in prose over twelve paragraphs; five asks run together."""

from __future__ import annotations

from app.demands.library import read_library
from app.letters.existing import DemandWords

PROSE = """\
CITY OF ALDER GLEN, CALIFORNIA
Office of the Mayor
613 East Civic Plaza, Suite 200
Alder Glen, California 91999-4391
(555) 010-4844 Fax (555) 010-6740
alderglen.example

December 21, 2022

President Thomas Q. Example, Jr.
The White House
1600 Pennsylvania Avenue, N.W.
Washington, DC 20500

Dear President Example:

As mayor of Alder Glen and on behalf of its 78,500 Armenian residents, I write once again to ask that you halt \
military aid to Azerbaijan and send emergency humanitarian aid to the people of the valley.

On December 12th, 2022, a group of protesters closed the only road that joins the valley to the outside. On December \
13th the gas supply was cut as well, and homes stayed cold for four days in freezing weather.

Gas has since come back, yet the road remains shut. Schools opened late. Hospitals put off operations, and one \
patient of 61 died because an ambulance could not leave.

The closure runs against the 2020 ceasefire statement, in which the parties promised safe passage. In September 2022 \
an attack across the border had already killed soldiers, as a rights group reported.

More than 100,000 people were displaced in the earlier war, and a number of prisoners are still held.

Your administration has waived the restriction in Section 907 of the FREEDOM Support Act each year. That waiver has \
been read by others as consent.

The United States has sent no direct aid to the region since 2020. What was given went elsewhere, and far more was owed.

I urge you to enforce Section 907 of the FREEDOM Support Act without a waiver. You should also consider sanctions on \
those responsible under the Global Magnitsky Act.

As the leader of this nation you carry its word abroad. If nothing follows, those who closed the road will read our \
silence as leave.

We share a belief in human rights and democracy, and this is a moment to show it.

I would welcome the chance to meet with you and the Vice President, together with families from our city, to discuss \
what can be done this month.

Thank you for reading this letter.

Respectfully,

Dana Whitfield
(Danielle Whitfield)
Mayor, City of Alder Glen, California
"""
PROSE_PARTS = """letterhead date address salutation opening facts facts position facts position position asks asks
asks meeting closing valediction signature"""

RUN_ON = """\
On Tuesday, the mayor and the council president of Alder Glen wrote to the president on the 24th day of the closure. \
“We stand with the valley,” they had said in an earlier post on a social network.

Dear Mr. President:

You have stood by another nation whose neighbor tried to starve it. We write about a smaller one.

Two governments share the blame for what is happening, and history has seen such sieges before.

Since December 12, 2022, the one road to the valley has been closed. Food and medicine are short, schools are shut, \
350 patients wait for transport and one has died.

Your envoy called for the road to be opened. Words alone have opened nothing — and winter is here.

The joint statement of November 2020 named the road and promised free passage. Three governments signed it.

We therefore urge you to take the following steps:

Condemning the closure by name and in public. Ending military aid to Azerbaijan until the road is open. Sending \
humanitarian aid directly to the people of the valley. Imposing sanctions under the Global Magnitsky Act on those \
responsible. Raising the matter at the United Nations Security Council.

Other representatives of our city stand behind this letter. We ask to meet with you, together with community leaders, \
and look forward to your assurance.

Very truly yours,

ANA EXAMPLE
Mayor, City of Alder Glen

RUBEN SAMPLE
President, Alder Glen City Council

cc: The Honorable Maria Example, Secretary of State
Senator Jo Sample
Enclosure: Map of the road
"""
RUN_ON_PARTS = """left_out salutation opening facts facts position position asks asks meeting valediction signature
signature copies enclosures"""


def library() -> tuple[DemandWords, ...]:
    """The demands that come with the product."""
    return tuple(
        DemandWords(slug, one.wording.title, f"{one.wording.clause} {one.wording.paragraph}")
        for slug, one in read_library().items()
    )
