// The picker of an identity, and the form of the one that is picked.
import { fill, h } from './dom.js';
import { choicesOf } from './identity.js';

const FIELDS = {
  token: [['token', 'Token', 'what goes into the authorization header']],
  oidc: [
    ['sub', 'Subject', 'always the same for a name'],
    ['username', 'Name', 'local'],
    ['groups', 'Groups', 'admin, editors'],
    ['clientId', 'Client', 'one that the API accepts'],
    ['claims', 'Claims', '{ "roles": ["audit"] }'],
  ],
};
FIELDS['user-pool'] = [...FIELDS.oidc, ['kind', 'Token', ['id', 'access']]];

/** Shows the picker for an API; gives `headers(path, body)` of whoever is picked. */
export function identityPicker(container, api) {
  const choices = choicesOf(api);
  const stored = `appsynth identity ${api.apiId}`;
  const kept = read(stored);
  let choice = choices.find(({ id }) => id === kept.id) ?? choices[0];
  const values = kept.values ?? {};
  // Tokens that were brought along are not kept.
  const keep = () => localStorage.setItem(stored, JSON.stringify({ id: choice.id, values: { ...values, token: undefined } }));

  const form = h('div', { class: 'identity-form' });
  const select = h(
    'select',
    {
      id: 'who',
      'aria-label': 'Ask as',
      onchange: () => {
        choice = choices.find(({ id }) => id === select.value);
        keep();
        showForm();
      },
    },
    choices.map(({ id, label }) => h('option', { value: id, selected: id === choice.id }, label)),
  );

  function showForm() {
    const fields = (FIELDS[choice.form] ?? []).map(([name, label, hint]) =>
      h('label', {}, label, control(name, hint)));
    fill(form, fields);
  }

  function control(name, hint) {
    const onchange = ({ target }) => {
      values[name] = target.value;
      keep();
    };
    if (!Array.isArray(hint)) {
      return h('input', { name, value: values[name] ?? '', placeholder: hint, oninput: onchange, autocomplete: 'off', spellcheck: false });
    }
    const options = hint.map((value) => h('option', { value, selected: values[name] === value }, value));
    return h('select', { name, onchange }, options);
  }

  showForm();
  fill(container, h('label', {}, 'as ', select), form);
  return { headers: (path, body) => choice.headers(values, path, body) };
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? {};
  } catch {
    return {};
  }
}
