// Runs before the page is drawn: what only makes sense with script may show.
document.documentElement.classList.add("js");
