"""What people paste: Word, web pages, PDFs, Google Docs and worse, with what should arrive. Written for these tests.

Each sample: name, kind ("html" or "text"), what is on the clipboard, the Markdown that should stand in the letter, and
what the report should say.
"""

# ruff: noqa: E501 - clipboard markup as it comes

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    name: str
    kind: str
    source: str
    markdown: str
    report: tuple[str, ...] = ()


def _word(body: str) -> str:
    return (
        '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta name=Generator content="Word 15">'
        "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->"
        "<style><!-- p.MsoNormal {margin:0in; font-family:Calibri;} @page WordSection1 {size:8.5in 11.0in;} --></style>"
        f"</head><body lang=EN-US style='tab-interval:.5in'><!--StartFragment-->{body}<!--EndFragment--></body></html>"
    )


def _item(sign: str, words: str, level: int = 1) -> str:
    return (
        f"<p class=MsoListParagraphCxSpMiddle style='margin-left:.5in;text-indent:-.25in;mso-list:l0 level{level} lfo1'>"
        f"<![if !supportLists]><span style='mso-list:Ignore'>{sign}<span style='font:7.0pt \"Times New Roman\"'>"
        f"&nbsp;&nbsp;&nbsp; </span></span><![endif]>{words}<o:p></o:p></p>"
    )


WORD = (
    Sample(
        "Word paragraphs with marks",
        "html",
        _word(
            "<p class=MsoNormal style='margin-bottom:8.0pt'><b style='mso-bidi-font-weight:normal'>We ask</b> that the "
            "road\r\n be <i>reopened</i>.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>"
            "<p class=MsoNormal>Sincerely,<o:p></o:p></p>"
        ),
        "**We ask** that the road be *reopened*.\n\nSincerely,",
        ("styles",),
    ),
    Sample(
        "Word numbered list",
        "html",
        _word(
            _item("1.", "Enforce the law.") + _item("2.", "Send aid.") + "<p class=MsoNormal>Thank you.</p>"
        ),
        "1. Enforce the law.\n2. Send aid.\n\nThank you.",
    ),
    Sample(
        "Word bullets, two levels",
        "html",
        _word(_item("·", "Food") + _item("o", "Flour", 2) + _item("·", "Medicine")),
        "- Food\n- Flour\n- Medicine",
    ),
    Sample(
        "Word smart tags",
        "html",
        _word(
            "<p class=MsoNormal>From <st1:City w:st='on'><st1:place w:st='on'>Goris</st1:place></st1:City> on "
            "<st1:date Year='2022' Day='12' Month='12'>December 12</st1:date>.</p>"
        ),
        "From Goris on December 12.",
    ),
    Sample(
        "Word tracked changes and a comment",
        "html",
        _word(
            "<p class=MsoNormal>The road is <del cite='mailto:A' datetime='2023-01-02'>open</del><ins cite='mailto:A'>closed"
            "</ins> <span class=msoDel>to all</span>today.<span class=MsoCommentReference><a class=msocomanchor "
            "href='#_msocom_1'>[A1]</a></span></p><div style='mso-element:comment-list'><p>Check this.</p></div>"
        ),
        "The road is closed today.",
        ("2 deleted passages", "comment"),
    ),
    Sample(
        "Word footnote signs",
        "html",
        _word(
            "<p class=MsoNormal>About 120,000 people<a href='#_ftn1' name='_ftnref1'>[1]</a> live there.</p>"
        ),
        "About 120,000 people live there.",
        ("note sign",),
    ),
)

WEB = (
    Sample(
        "web page with navigation and script",
        "html",
        "<nav><ul><li><a href='/'>Home</a></li></ul></nav><script>alert(1)</script><main><h1>The road</h1>"
        "<p onclick='x()'>It is <a href='https://example.org/road'>closed</a>. <a href='javascript:x()'>More</a></p>"
        "<form><input value='x'><button>Go</button></form></main><footer>© 2023</footer>",
        "The road\n\nIt is [closed](https://example.org/road). More",
        ("navigation", "form", "page footer", "1 link became text", "1 heading became a paragraph"),
    ),
    Sample(
        "images and a figure",
        "html",
        "<p>Before</p><figure><img src='https://example.org/a.png'><figcaption>A truck</figcaption></figure>"
        "<p><img src='data:image/png;base64,AAAA'>After</p>",
        "Before\n\nA truck\n\nAfter",
        ("2 images",),
    ),
    Sample(
        "a table",
        "html",
        "<table><thead><tr><th>Month</th><th>Trucks</th></tr></thead><tbody><tr><td>December</td><td>0</td></tr>"
        "</tbody></table>",
        "Month | Trucks\n\nDecember | 0",
        ("1 table became text",),
    ),
    Sample(
        "nested tables",
        "html",
        "<table><tr><td><table><tr><td>Inner one</td></tr><tr><td>Inner two</td></tr></table></td><td>Outer</td></tr>"
        "</table>",
        "Inner one; Inner two | Outer",
        ("1 table became text",),
    ),
    Sample(
        "a quotation and nested lists",
        "html",
        "<blockquote><p>The road must open.</p><p>At once.</p></blockquote>"
        "<ol><li>One<ul><li>One and a half</li></ul></li><li><p>Two</p></li></ol>",
        "> The road must open.\n>\n> At once.\n\n1. One\n2. One and a half\n3. Two",
        ("nested list",),
    ),
    Sample(
        "Google Docs",
        "html",
        "<meta charset='utf-8'><b style='font-weight:normal;' id='docs-internal-guid-1'><p dir='ltr' style='line-height:1.38'>"
        "<span style='font-size:11pt;font-weight:700'>Dear</span><span style='font-size:11pt;font-weight:400'> Senator, "
        "</span><span style='font-style:italic'>please</span><span> act.</span></p><br />"
        "<ul style='margin-top:0'><li dir='ltr'><p role='presentation'><span>Aid</span></p></li></ul></b>",
        "**Dear** Senator, *please* act.\n\n- Aid",
        ("styles",),
    ),
    Sample(
        "line breaks",
        "html",
        "<div>First line<br>goes on<br><br>Second paragraph</div>",
        "First line goes on\n\nSecond paragraph",
        ("1 line break became a space",),
    ),
    Sample(
        "hidden words",
        "html",
        "<p>Seen<span style='display:none'> not seen</span> and<span hidden> gone</span> read.</p>",
        "Seen and read.",
        ("2 hidden passages",),
    ),
    Sample(
        "Armenian in a language of its own",
        "html",
        "<p>They say <span lang='hy'>Բարև ձեզ</span> to each other.</p>",
        "They say [Բարև ձեզ]{lang=hy} to each other.",
    ),
)

TEXTS = (
    Sample(
        "PDF with hard line breaks and divided words",
        "text",
        "Since December 12, 2022, the one road between Nagorno-\nKarabakh and Armenia has been closed to ordinary\n"
        "traffic. Armenian officials put the number of peo-\nple living there at about 120,000.\n\n2\n\n"
        "We ask that you act without any further delay, and\nthat you answer this letter.\n",
        "Since December 12, 2022, the one road between Nagorno-Karabakh and Armenia has been closed to ordinary traffic. "
        "Armenian officials put the number of people living there at about 120,000.\n\n"
        "We ask that you act without any further delay, and that you answer this letter.",
        ("1 divided word put together", "line breaks became spaces", "page number"),
    ),
    Sample(
        "plain paragraphs and a list",
        "text",
        "Dear Senator,\r\nplease act.\r\n\r\n• Food\r\n• Medicine\r\n\r\n1) Enforce it\r\n2) Say so",
        "Dear Senator,\n\nplease act.\n\n- Food\n- Medicine\n\n1. Enforce it\n2. Say so",
    ),
    Sample(
        "a page that names itself in a short text",
        "text",
        "The road is closed.\n\nPage 2 of 3\n\nPlease act.",
        "The road is closed.\n\nPlease act.",
        ("1 page number",),
    ),
    Sample(
        "marks of direction and other unseen characters",
        "text",
        "The \u202bword\u202c stands\u200b here\u00ad.\ufeff And \u200fthere\u200e.",
        "The word stands here. And there.",
        ("7 hidden characters",),
    ),
    Sample(
        "ligatures and control characters",
        "text",
        "The \ufb01rst o\ufb03ce\u0007 and the \ufb02ight.",
        "The first office and the flight.",
        ("1 hidden character",),
    ),
    Sample(
        "what looks like our own Markdown stays text",
        "text",
        "((recipient.name)) and **stars** [x](https://example.org)",
        "\\((recipient.name\\)) and \\*\\*stars\\*\\* \\[x\\](https://example.org)",
    ),
    Sample(
        "one megabyte",
        "html",
        "<p style='margin:0'>"
        + "</p><p style='margin:0'>".join(["Words of a long paper. " * 44] * 1000)
        + "</p>",
        "",
        ("characters did not fit into a letter",),
    ),
)

SAMPLES = (*WORD, *WEB, *TEXTS)
