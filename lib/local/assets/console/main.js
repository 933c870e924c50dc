// The page: an API, an identity, and what is looked at.
import { failure, fill, h } from './dom.js';
import { identityPicker } from './identity-form.js';
import { pipelines } from './pipelines.js';
import { queries } from './queries.js';
import { apis as load } from './server.js';
import { tables } from './tables.js';
import { traces } from './traces.js';

const main = document.getElementById('main');
const select = document.getElementById('api');

const TABS = { queries: 'Queries', pipelines: 'Pipelines', tables: 'Tables', requests: 'Requests' };

let api;
let identity;
let leave = () => {};

/** Shows a tab; for requests, the trace of one. */
async function show(tab, id) {
  leave();
  leave = () => {};
  for (const button of document.querySelectorAll('#tabs button')) {
    button.setAttribute('aria-selected', String(button.dataset.tab === tab));
  }
  const content = h('div', { class: `content ${tab}` });
  fill(main, content);
  history.replaceState(null, '', `#${tab}`);
  if (tab === 'queries') leave = queries(content, api, () => identity, (trace) => show('requests', trace));
  else if (tab === 'pipelines') await pipelines(content, api);
  else if (tab === 'tables') await tables(content);
  else leave = traces(content, id);
}

function choose(chosen) {
  api = chosen;
  identity = identityPicker(document.getElementById('identity'), api);
  const wanted = location.hash.slice(1);
  show(wanted in TABS ? wanted : 'queries');
}

async function start() {
  const all = await load();
  if (all.length === 0) throw new Error('Nothing is deployed that has an API.');
  fill(select, all.map(({ name, apiId }) => h('option', { value: apiId }, name)));
  select.onchange = () => choose(all.find(({ apiId }) => apiId === select.value));
  fill(document.getElementById('tabs'), Object.entries(TABS).map(([tab, label]) =>
    h('button', { type: 'button', role: 'tab', 'data-tab': tab, onclick: () => show(tab) }, label)));
  choose(all[0]);
}

start().catch((error) => fill(main, failure(error)));
