// The resolvers of an API, drawn step by step.
import { failure, fill, fold, h, json } from './dom.js';
import { pipelines as load } from './server.js';

export async function pipelines(container, api) {
  const drawn = h('section', { class: 'detail' }, h('p', {}, 'Choose a field.'));
  const list = h('ul', {});
  let shown;
  try {
    shown = await load(api.apiId);
  } catch (error) {
    fill(container, failure(error));
    return;
  }
  const filter = h('input', { type: 'search', placeholder: 'field', 'aria-label': 'Filter fields', oninput: showList });

  function showList() {
    const wanted = filter.value.toLowerCase();
    const found = shown.resolvers.filter(({ field }) => field.toLowerCase().includes(wanted));
    found.sort((one, other) => one.field.localeCompare(other.field));
    fill(list, found.map((resolver) =>
      h('li', {}, h('button', { type: 'button', onclick: () => fill(drawn, draw(resolver, shown.functions)) }, resolver.field))));
  }

  showList();
  fill(container, h('div', { class: 'split' }, h('aside', {}, filter, list), drawn));
}

function draw(resolver, functions) {
  const title = h('h2', {}, resolver.field);
  if (resolver.kind === 'unit') {
    return [title, h('ol', { class: 'steps' }, step('Unit resolver', resolver))];
  }
  const around = resolver.language === 'none' ? [] : [resolver];
  return [
    title,
    h('ol', { class: 'steps' },
      around.map((code) => step('Before', half(code, 'request'))),
      resolver.functions.map((id) => step(functions[id]?.name ?? id, functions[id] ?? {})),
      around.map((code) => step('After', half(code, 'response')))),
  ];
}

/** One half of the code around a pipeline; a module has both. */
function half(resolver, name) {
  return resolver.language === 'vtl' ? { language: 'vtl', [name]: resolver[name] } : { language: 'js', code: resolver.code };
}

function step(name, { dataSource, language, code, request, response }) {
  return h('li', { class: 'step' },
    h('h3', {}, name,
      dataSource && h('span', { class: 'badge' }, dataSource),
      language && language !== 'none' && h('span', { class: 'badge quiet' }, language.toUpperCase())),
    code && fold('code', json(code)),
    request && fold('request', json(request)),
    response && fold('response', json(response)));
}
