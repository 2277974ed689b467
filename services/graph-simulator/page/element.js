/** Makes an element: `properties` as of the element, children as elements or texts. */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Sets the text of an element, if it is another. */
export function setText(target, text) {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}

/**
 * Shows rows by key: those that stay keep their elements, and so the focus in them.
 * @param make makes the element of a row. @param update shows the row in its element.
 */
export function showRows(parent, rows, { keyOf, make, update }) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  rows.forEach((row, index) => {
    const key = String(keyOf(row));
    const child = known.get(key) ?? make(row);
    known.delete(key);
    child.dataset.key = key;
    update(child, row);
    if (parent.children[index] !== child) {
      parent.insertBefore(child, parent.children[index] ?? null);
    }
  });
  for (const child of known.values()) {
    child.remove();
  }
}

export const count = (number) => number.toLocaleString('en-GB');
