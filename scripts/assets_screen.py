"""Copy the front-end packages from node_modules into app/static/vendor, and bundle the stylesheets.

Nothing here downloads anything: `npm ci` has put the packages in place. Every step compares before it
writes, so a second run touches no file and takes some milliseconds.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import tinycss2
from tinycss2.ast import AtRule, Node, QualifiedRule

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
STATIC = ROOT / "app" / "static"
VENDOR = STATIC / "vendor"

# (package, weight, style): what design section 4 sets.
FONTS = (
    ("public-sans", 400, "normal"),
    ("public-sans", 600, "normal"),
    ("public-sans", 700, "normal"),
    ("source-serif-4", 400, "normal"),
    ("source-serif-4", 400, "italic"),
    ("source-serif-4", 600, "normal"),
    ("roboto-mono", 400, "normal"),
)
SUBSETS = ("latin-ext", "latin")

# The USWDS components in use. The rest of the framework (government banner, megamenu, grid, utility
# classes) is some 400 kB that no page of ours would ever match.
USWDS_PARTS = (
    r"character-count|table-container|memorable-date|error-message|modal-overlay|modal-wrapper|show-"
    r"password|button-group|input-prefix|input-suffix|date-picker|input-group|js-no-click|time-"
    r"picker|breadcrumb|file-input|form-group|accordion|combo-box|paragraph|checkbox|fieldset|js-"
    r"modal|textarea|current|overlay|skipnav|sr-only|tooltip|button|legend|masked|search|"
    r"select|alert|focus|input|label|modal|radio|range|table|form|hint|icon|link|list|tag"
)
_PART = re.compile(rf"\.usa-({USWDS_PARTS})(?![a-z0-9]|-[a-z0-9])")
_URL = re.compile(r"url\(\s*[\"']?([^\"')]+)[\"']?\s*\)")


def write_if_changed(path: Path, data: bytes) -> bool:
    """Write `data` unless the file already holds it; returns whether it wrote."""
    if path.exists() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(data)
    partial.replace(path)
    return True


def _copy(source: Path, target: Path) -> None:
    if not source.exists():
        raise FileNotFoundError(f"{source.relative_to(ROOT)} is missing: run npm ci")
    same = target.exists() and target.stat().st_size == source.stat().st_size
    if same and target.stat().st_mtime >= source.stat().st_mtime:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def copy_fonts() -> None:
    """Copy the WOFF2 subsets and write fonts.css with each subset's own unicode range."""
    faces: list[str] = []
    for package, weight, style in FONTS:
        folder = MODULES / "@fontsource" / package
        sheet = (folder / f"{weight}{'-italic' if style == 'italic' else ''}.css").read_text()
        for subset in SUBSETS:
            name = f"{package}-{subset}-{weight}-{style}"
            _copy(folder / "files" / f"{name}.woff2", VENDOR / "fonts" / f"{name}.woff2")
            faces.append(_font_face(sheet, name))
    write_if_changed(VENDOR / "fonts.css", "\n".join(faces).encode())


def _font_face(sheet: str, name: str) -> str:
    block = sheet.split(f"/* {name} */", 1)[1].split("}", 1)[0] + "}"
    return re.sub(r"src:[^;]*;", f"src: url(fonts/{name}.woff2) format('woff2');", block).strip()


def _wanted(part: str) -> bool:
    """Whether a selector names elements only, or nothing but components in use."""
    classes = re.findall(r"\.-?[A-Za-z_][\w\\:-]*", re.sub(r"\[[^]]*\]", "", part))
    return all(_PART.match(name) for name in classes)


def _selector(rule: QualifiedRule) -> str:
    """The rule's selector without the parts that name components we do not use."""
    parts: list[list[Node]] = [[]]
    for token in rule.prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    texts = [tinycss2.serialize(part).strip() for part in parts]
    return ",".join(text for text in texts if _wanted(text))


def _keep(rules: list[Node]) -> str:
    kept: list[str] = []
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            if selector := _selector(rule):
                kept.append(f"{selector}{{{tinycss2.serialize(rule.content)}}}")
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in {"media", "supports"}:
            inner = _keep(tinycss2.parse_rule_list(rule.content, skip_whitespace=True, skip_comments=True))
            if inner:
                kept.append(f"@{rule.lower_at_keyword} {tinycss2.serialize(rule.prelude)}{{{inner}}}")
        elif isinstance(rule, AtRule) and rule.lower_at_keyword == "keyframes":
            kept.append(rule.serialize())
    return "".join(kept)


def uswds_layer(source: str) -> str:
    """The USWDS rules we use, in a cascade layer so that our own rules win without raised specificity."""
    rules = tinycss2.parse_stylesheet(source, skip_whitespace=True, skip_comments=True)
    kept = _keep(rules).replace("../img/", "uswds/")
    # The layer order matters for nothing but `uswds`: everything unlayered is ours and stronger.
    return "@layer uswds{" + kept + "}"


# What USWDS shows of a chosen file: the whole of it as a `data:` address in an image. Our content policy refuses that,
# so the picture was broken, and the browser's console named the content, which may be a private key. An icon does.
_NO_CONTENT = (
    ('<img id="${s}" src="${_}" alt="" class="${y} ${E}"/>', '<span id="${s}" class="${y} ${E}"></span>'),
    (
        't.addEventListener("error",()=>{var e=t;e.src=_,e.classList.add(a)},{once:!0})',
        "t.classList.add(a)",
    ),
    (",e.src=a.result}", "}"),
    ("a.readAsDataURL(n[e])", "(a.onloadstart(),a.onloadend())"),
)


def uswds_script(source: str) -> str:
    """The USWDS script, which reads no chosen file. Raises `ValueError` when a new version is written otherwise."""
    for theirs, ours in _NO_CONTENT:
        if source.count(theirs) != 1:
            raise ValueError(f"The USWDS script no longer has {theirs!r} once: look at its file input.")
        source = source.replace(theirs, ours)
    return source


def copy_uswds() -> None:
    """Copy the USWDS script, icon sprite and stylesheet with the images that it names."""
    dist = MODULES / "@uswds" / "uswds" / "dist"
    _copy(dist / "img" / "sprite.svg", VENDOR / "sprite.svg")
    script = (dist / "js" / "uswds.min.js").read_text(encoding="utf-8")
    write_if_changed(VENDOR / "uswds.min.js", uswds_script(script).encode())
    source = dist / "css" / "uswds.min.css"
    text = source.read_bytes()
    mark = hashlib.sha256(text + Path(__file__).read_bytes()).hexdigest()[:16]
    target = VENDOR / "uswds.css"
    head = f"/* USWDS, {mark} */\n"
    if not target.exists() or not target.read_text().startswith(head):
        write_if_changed(target, (head + uswds_layer(text.decode())).encode())
    for name in sorted(set(_URL.findall(target.read_text()))):
        if name.startswith("uswds/"):
            _copy(dist / "img" / name.removeprefix("uswds/"), VENDOR / name)


def own_stylesheets() -> list[Path]:
    """Our stylesheets in the order in which they apply: tokens, base, components, features."""
    css = STATIC / "css"
    first = [css / "tokens.css", css / "base.css"]
    components = sorted((css / "components").glob("*.css"))
    features = sorted(path for path in css.glob("*.css") if path not in first)
    return [*(path for path in first if path.exists()), *components, *features]


def bundle_styles() -> None:
    """Join fonts, USWDS and our own stylesheets into vendor/redress.css: one request for a page."""
    parts = [(VENDOR / "fonts.css").read_text(), (VENDOR / "uswds.css").read_text()]
    for path in own_stylesheets():
        text = path.read_text().replace("../../img/", "../img/").replace("../vendor/", "")
        parts.append(f"/* {path.relative_to(STATIC)} */\n{text}")
    write_if_changed(VENDOR / "redress.css", "\n".join(parts).encode())


def screen_assets() -> None:
    """Bring everything the pages need into app/static/vendor."""
    copy_fonts()
    copy_uswds()
    _copy(MODULES / "htmx.org" / "dist" / "htmx.min.js", VENDOR / "htmx.min.js")
    bundle_styles()


if __name__ == "__main__":
    screen_assets()
    print(f"Screen assets are in {VENDOR.relative_to(ROOT)}")
