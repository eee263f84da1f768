# ruff: noqa: E501 - the sources of the peers are kept as they would be written
"""The letters of `batch.py` made by pdfLaTeX and by Typst, the quickest of their kind, for comparison.

Each gets the same words, images and places of lines, and may use its quickest way: one document with all letters,
split afterwards with qpdf; Typst also one compiler with the words changed for each letter. Splitting loses the tags.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

from app.documents.paper import LetterPaper
from app.documents.process import ROOT
from app.documents.samples import demo_images

_ESCAPES = {"&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_"}


def pdflatex(letters: list[LetterPaper], folder: Path) -> float | None:
    """Seconds for all letters in one document, then split, or None where pdfLaTeX or qpdf is not installed."""
    if not (shutil.which("pdflatex") and shutil.which("qpdf")):
        return None
    pictures = _images(letters[0], folder)
    (folder / "all.tex").write_text(_latex(letters, pictures), encoding="utf-8")
    began = time.perf_counter()
    command = ["pdflatex", "-interaction=batchmode", "-halt-on-error", "all.tex"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    _split(folder)
    return time.perf_counter() - began


def typst(letters: list[LetterPaper], folder: Path, python: str, *, each: bool) -> float | None:
    """Seconds for Typst: one document, split; or with `each` one compiler. None where it is not installed."""
    if subprocess.run([python, "-c", "import typst"], capture_output=True, check=False).returncode:
        return None
    pictures = _images(letters[0], folder)
    (folder / "letters.json").write_text(json.dumps([_words(one) for one in letters]), encoding="utf-8")
    (folder / "one.typ").write_text(
        _TYPST_LETTER.replace("PICTURES", f"({json.dumps(pictures)[1:-1]},)"), encoding="utf-8"
    )
    (folder / "all.typ").write_text(_TYPST_ALL, encoding="utf-8")
    (folder / "each.typ").write_text(_TYPST_EACH, encoding="utf-8")
    (folder / "run.py").write_text(_TYPST_RUN, encoding="utf-8")
    began = time.perf_counter()
    what = "each" if each else "all"
    subprocess.run([python, "run.py", what, str(ROOT / "build" / "letter-fonts")], cwd=folder, check=True)
    if not each:
        _split(folder)
    return time.perf_counter() - began


def _split(folder: Path) -> None:
    """Two pages a letter."""
    (folder / "out").mkdir()
    subprocess.run(["qpdf", "--split-pages=2", "all.pdf", "out/letter.pdf"], cwd=folder, check=True)


def _images(letter: LetterPaper, folder: Path) -> list[str]:
    """Crest and signatures as files."""
    names = [letter.letterheads[0].crest_asset, *(one.image_asset for one in letter.signatures)]
    made = []
    for number, sha in enumerate(names):
        (folder / f"{number}.png").write_bytes(demo_images()[str(sha)])
        made.append(f"{number}.png")
    return made


def _words(letter: LetterPaper) -> dict[str, Any]:
    head = letter.letterheads[0]
    blocks: list[object] = []
    for block in letter.blocks:
        if block.startswith("<ol"):
            blocks.append([_plain(item) for item in re.findall(r"<li>(.*?)</li>", block, re.DOTALL)])
        else:
            blocks.append(_plain(block))
    return {
        "name": head.name, "office": head.office, "where": " · ".join((*head.lines, head.phone)),
        "date": letter.date_text, "lines": list(letter.addressees[0]), "header": letter.header_name,
        "subject": letter.subject or "", "salutation": letter.salutation, "blocks": blocks,
        "closing": letter.closing, "signers": [[one.name, one.title] for one in letter.signatures],
    }  # fmt: skip


def _plain(source: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", source))


def _latex(letters: list[LetterPaper], pictures: list[str]) -> str:
    pieces = [_LATEX_HEAD]
    for letter in letters:
        pieces.append(_latex_letter(_words(letter), pictures))
    return "".join([*pieces, "\\end{document}\n"])


def _latex_letter(words: dict[str, Any], pictures: list[str]) -> str:
    def tex(value: object) -> str:
        return re.sub(r"[&%$#_]", lambda found: _ESCAPES[found[0]], str(value))

    body = []
    for block in words["blocks"]:
        if isinstance(block, list):
            items = "".join(f"\\item {tex(item)}\n" for item in block)
            body.append(f"\\begin{{enumerate}}\n{items}\\end{{enumerate}}\n")
        else:
            body.append(tex(block) + "\n\n")
    lines = "\\\\".join(tex(line) for line in words["lines"])
    signed = "".join(
        f"\\begin{{minipage}}[t]{{.48\\textwidth}}\\includegraphics[height=13mm]{{{picture}}}\\\\{tex(name)}\\\\"
        f"{tex(title)}\\end{{minipage}}"
        for picture, (name, title) in zip(pictures[1:], words["signers"], strict=True)
    )
    return (
        f"\\setcounter{{page}}{{1}}\\markright{{{tex(words['header'])}}}\\thispagestyle{{empty}}\n"
        f"\\begin{{center}}\\includegraphics[height=11mm]{{{pictures[0]}}}\\\\{{\\LARGE {tex(words['name'])}}}\\\\"
        f"{tex(words['office'])}\\\\{{\\footnotesize {tex(words['where'])}}}\\end{{center}}\n"
        f"{tex(words['date'])}\n\n\\vspace{{10mm}}{lines}\n\n\\vspace{{10mm}}\\textbf{{Re: {tex(words['subject'])}}}\n\n"
        f"{tex(words['salutation'])}\n\n{''.join(body)}{tex(words['closing'])}\n\n{signed}\n\\clearpage\n"
    )


_LATEX_HEAD = r"""\documentclass[11pt,letterpaper]{article}
\usepackage[utf8]{inputenc}\usepackage[T1]{fontenc}\usepackage{graphicx}
\usepackage[top=28mm,bottom=24mm,left=30mm,right=30mm]{geometry}
\setlength{\parindent}{0pt}\setlength{\parskip}{7pt}\pagestyle{myheadings}
\DeclareUnicodeCharacter{2060}{}\DeclareUnicodeCharacter{00B7}{\textperiodcentered}
\begin{document}
"""
_TYPST_LETTER = """#let letter(d) = {
  let pictures = PICTURES
  counter(page).update(1)
  set page(paper: "us-letter", margin: (top: 28mm, bottom: 24mm, x: 30mm), header: context {
    if counter(page).get().first() > 1 { text(8.5pt)[#d.header #h(1fr) #d.date · Page #counter(page).display()] }
  })
  set text(font: ("Source Serif 4", "Libertinus Serif"), size: 11pt)
  set par(spacing: 10pt)
  align(center)[#image(pictures.at(0), height: 11mm, alt: "Emblem") #text(17pt)[#d.name] \\ #d.office \\ #text(8pt)[#d.where]]
  [#d.date]
  v(10mm)
  d.lines.join(linebreak())
  v(10mm)
  [*Re: #d.subject*]
  parbreak()
  d.salutation
  for block in d.blocks { if type(block) == array { enum(..block) } else { par(block) } }
  d.closing
  grid(columns: (1fr, 1fr), ..d.signers.enumerate().map(((n, s)) => [
    #image(pictures.at(n + 1), height: 13mm, alt: "Signature") #s.at(0) \\ #s.at(1)]))
}
"""
_TYPST_ALL = """#import "one.typ": letter
#for d in json("letters.json") { letter(d) }
"""
_TYPST_EACH = """#import "one.typ": letter
#letter(json(bytes(sys.inputs.words)))
"""
_TYPST_RUN = """import json, pathlib, sys, typst
what, fonts = sys.argv[1:]
if what == "all":
    typst.compile("all.typ", output="all.pdf", font_paths=[fonts])
else:
    pathlib.Path("out").mkdir()
    compiler = typst.Compiler("each.typ", font_paths=[fonts])
    for number, words in enumerate(json.loads(pathlib.Path("letters.json").read_text())):
        compiler.set_sys_inputs({"words": json.dumps(words)}) if hasattr(compiler, "set_sys_inputs") else None
        pdf = compiler.compile(sys_inputs={"words": json.dumps(words)}) if not hasattr(compiler, "set_sys_inputs") \\
            else compiler.compile()
        pathlib.Path(f"out/{number}.pdf").write_bytes(pdf)
"""

Peer = Callable[[list[LetterPaper], Path], float | None]


def peers(typst_python: str) -> dict[str, Peer]:
    """The ways to compare with, by name."""
    return {
        "pdfLaTeX, one document, split": pdflatex,
        "Typst, one document, split": lambda letters, folder: typst(
            letters, folder, typst_python, each=False
        ),
        "Typst, one compiler": lambda letters, folder: typst(letters, folder, typst_python, each=True),
    }


assert sys.version_info >= (3, 11)
