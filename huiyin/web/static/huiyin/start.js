/* Says before the first paint that script is here, so nothing jumps. */
document.documentElement.classList.add("js");
