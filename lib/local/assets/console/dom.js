// Builds elements. Whatever is shown becomes text, never markup.

/** An element: `h('a', { href, class: 'x', onclick }, 'text', child, [more])`. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name in element && name !== 'list' && name !== 'form') element[name] = value;
    else element.setAttribute(name === 'class' ? 'class' : name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Puts children in place of those that an element has. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A value as indented JSON. */
export function json(value) {
  return h('pre', { class: 'json' }, typeof value === 'string' ? value : JSON.stringify(value, null, 2));
}

/** A part that can be opened. */
export function fold(title, content, open = false) {
  return h('details', { open }, h('summary', {}, title), content);
}

/** Microseconds as people read them. */
export function time(micros) {
  return micros < 1000 ? `${micros} µs` : `${(micros / 1000).toFixed(1)} ms`;
}

/** A failure, where its result would have been. */
export function failure(error) {
  return h('p', { class: 'failure', role: 'alert' }, error.message ?? String(error));
}
