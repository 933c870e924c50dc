// GraphiQL, asking as whoever is picked.
import { fill, h, time } from './dom.js';
import { pathOf } from './server.js';
import { subscribe } from './subscription.js';

/** Shows GraphiQL for an API; `showTrace` is called with the id of a request. */
export function queries(container, api, identity, showTrace) {
  const status = h('output', { class: 'status' });
  const editor = h('div', { class: 'editor' });
  fill(container, editor, status);

  async function send(request) {
    const path = pathOf(api.graphqlUrl);
    const body = JSON.stringify(request);
    const headers = { 'content-type': 'application/json', ...(await identity().headers(path, body)) };
    const isOwn = request.operationName === 'IntrospectionQuery';
    if (!isOwn) headers['x-appsynth-trace'] = 'console';
    const started = performance.now();
    const response = await fetch(path, { method: 'POST', headers, body });
    const answer = await response.json();
    const took = Math.round((performance.now() - started) * 1000);
    if (!isOwn) say(response.status, took, response.headers.get('x-amzn-requestid'));
    return answer;
  }

  function say(code, took, id) {
    const trace = h('button', { type: 'button', id: 'show-trace', onclick: () => showTrace(id) }, 'trace');
    fill(status, `${code} · ${time(took)} · `, id ? trace : null);
  }

  // What GraphiQL calls; a subscription is observed.
  function fetcher({ query, operationName, variables }) {
    const request = { query, operationName: operationName ?? undefined, variables: variables ?? {} };
    if (!isSubscription(query, operationName)) return send(request);
    return {
      subscribe: (observer) => ({
        unsubscribe: subscribe(api, (path, body) => identity().headers(path, body), request, observer),
      }),
    };
  }

  const { React, ReactDOM, GraphiQL } = window;
  const root = ReactDOM.createRoot(editor);
  root.render(React.createElement(GraphiQL, { fetcher, isHeadersEditorEnabled: false }));
  return () => root.unmount();
}

/** Whether the operation that runs is a subscription. GraphiQL's own reading of the text may be an older one. */
export function isSubscription(query, name) {
  let text = query.replace(/#.*|"""[^]*?"""|"(?:\\.|[^"\\\n])*"/g, '');
  // Without what is in braces, the definitions remain.
  for (let before; before !== text; ) {
    before = text;
    text = text.replace(/\{[^{}]*\}/g, ';');
  }
  return (name ? new RegExp(`\\bsubscription\\s+${name}\\b`) : /(^|;)\s*subscription\b/).test(text);
}
