// Which key does what. Letters are those of the keyboard's own layout, where it has Latin ones.

const DIGIT = /^(?:Digit|Numpad)([1-9])$/;

/** What a key event means: {key, digit, several}; null if it is none of ours. */
export function read(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  const digit = DIGIT.exec(event.code)?.[1];
  // On some layouts Shift is what makes the number; the key's place tells it either way.
  if (digit && !/^[a-z]$/i.test(event.key)) {
    return { key: event.key, digit: Number(digit), several: event.shiftKey };
  }
  let key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key.length === 1 && /\p{L}/u.test(key) && !/[a-z]/.test(key)) {
    key = /^Key([A-Z])$/.exec(event.code)?.[1].toLowerCase() ?? key;
  }
  return { key, digit: 0, several: event.shiftKey };
}

/** Whether a key belongs to what has the focus: writing in a field, choosing with Enter or Space. */
export function taken(event) {
  const place = event.target;
  if (!(place instanceof Element)) return false;
  if (place.closest("textarea, select, input:not([type=checkbox]), [contenteditable]")) return true;
  return ["Enter", " "].includes(event.key) && place.closest("a, button, summary, input") !== null;
}
