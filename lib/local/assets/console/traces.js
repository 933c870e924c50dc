// What the last requests did.
import { failure, fill, fold, h, json, time } from './dom.js';
import { trace, traces as load } from './server.js';

/** How often the list is looked at, in milliseconds. */
const EVERY = 2000;

/** Shows the list and the trace of `id`, if there is one; gives what stops it. */
export function traces(container, id) {
  const detail = h('section', { class: 'detail' }, h('p', {}, 'Choose a request. Those to come appear by themselves.'));
  const list = h('ul', {});
  let all = [];
  let failed = false;
  const filter = h('input', { type: 'search', placeholder: 'operation, mode or status', 'aria-label': 'Filter requests', oninput: showList });

  function showList() {
    const wanted = filter.value.toLowerCase();
    const text = (one) => `${one.operation} ${one.mode ?? ''} ${one.status} ${one.id} ${one.api}`.toLowerCase();
    fill(list, all.filter((one) => text(one).includes(wanted)).map((one) =>
      h('li', {}, h('button', { type: 'button', onclick: () => show(one.id) },
        h('span', { class: one.errors || one.denied ? 'dot bad' : 'dot' }),
        one.operation || '(no GraphQL)',
        h('small', {}, ` ${one.startedAt.slice(11, 19)} · ${one.mode ?? 'refused'} · ${one.status} · ${time(one.tookMicros)}`)))));
  }

  async function look() {
    try {
      const now = await load();
      if (failed || now[0]?.id !== all[0]?.id || now.length !== all.length) {
        all = now;
        failed = false;
        showList();
      }
    } catch (error) {
      failed = true;
      fill(list, h('li', {}, failure(error)));
    }
  }

  async function show(chosen) {
    try {
      fill(detail, drawTrace(await trace(chosen)));
    } catch (error) {
      fill(detail, failure(error));
    }
  }

  fill(container, h('div', { class: 'split' }, h('aside', {}, filter, list), detail));
  look();
  if (id) show(id);
  const timer = setInterval(look, EVERY);
  return () => clearInterval(timer);
}

function drawTrace({ summary, trace: { request, caller, refused, fromCache, errors, events, fields, fieldsLeftOut } }) {
  return [
    h('h2', {}, summary.operation || 'Request'),
    h('p', {}, `${summary.api} · ${summary.kind} · ${summary.mode ?? 'nobody'} · ${summary.status} · ${time(summary.tookMicros)} · ${summary.startedAt}`),
    h('p', { class: 'id' }, summary.id),
    refused && h('div', { class: 'denied' }, says(refused), refused.reason && h('p', {}, refused.reason)),
    fromCache && h('p', {}, 'The whole answer was kept from an earlier request.'),
    request && fold('request', [json(request.query), json(request.variables ?? {})]),
    caller && fold(`caller: ${caller.mode}`, json(caller.identity)),
    errors.length > 0 && fold(`${errors.length} errors of the answer`, json(errors), true),
    events.map(drawEvent),
    h('ol', { class: 'fields' }, fields.map((field) => drawField(field, summary.tookMicros))),
    fieldsLeftOut > 0 && h('p', {}, `${fieldsLeftOut} more fields are left out.`),
  ];
}

function drawEvent({ mutation, sentTo, heldBack, heldBackLeftOut }) {
  const unmet = ({ field, operator, value, found }) =>
    `${field} ${operator} ${JSON.stringify(value)}, and it is ${JSON.stringify(found)}`;
  return h('div', { class: 'event' },
    `Event of ${mutation}: sent to ${sentTo}`,
    h('ul', {}, heldBack.map((one) =>
      h('li', {}, `held back from ${one.field} (${one.id}): `, one.unmet.map(unmet).join(' or ')))),
    heldBackLeftOut > 0 && `and from ${heldBackLeftOut} more`);
}

function drawField(field, whole) {
  const isPlain = field.origin === 'parent' && !field.errors;
  const path = field.path.reduce((text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${part}` : part), '');
  const heading = [
    h('span', { class: 'path' }, path), ` ${field.typeName}.${field.fieldName} `,
    h('span', { class: 'badge quiet' }, field.origin),
    !isPlain && [` ${time(field.tookMicros)} `, bar(field, whole)],
  ];
  if (isPlain) return h('li', { class: 'plain' }, heading);
  return h('li', { class: 'field' }, h('h3', {}, heading),
    field.denied && drawDenied(field.denied),
    field.arguments && fold('arguments', json(field.arguments)),
    field.steps && h('ol', { class: 'steps' }, field.steps.map((step) => drawStep(step))),
    field.errors && h('ul', { class: 'errors' }, field.errors.map((error) => h('li', {}, says(error)))));
}

/** When in the request it was at work. */
function bar({ startedMicros, tookMicros }, whole) {
  const meter = h('span', { class: 'bar' });
  const work = h('span', {});
  work.style.left = `${(100 * startedMicros) / Math.max(whole, 1)}%`;
  work.style.width = `${Math.max((100 * tookMicros) / Math.max(whole, 1), 1)}%`;
  meter.append(work);
  return meter;
}

const BY = {
  field: 'no directive of the field admits',
  type: 'no directive of the type admits',
  defaultMode: 'the field has no directive, and the default mode does not admit',
  grants: "the caller's policy, or the authorizer, keeps it from",
  resolver: 'the resolver refuses',
};

const drawDenied = ({ mode, by, rules }) =>
  h('p', { class: 'denied' }, `Denied: ${BY[by] ?? by} a caller by ${mode}`, rules.length > 0 && `: ${rules.join(' ')}`);

const says = ({ errorType, message }) => (errorType ? `${errorType}: ${message}` : message);

function drawStep(step) {
  const name = { unit: 'Resolver', before: 'Before', after: 'After' }[step.part] ?? step.function;
  const part = (title, value, open) => value !== undefined && fold(title, json(value), open);
  return h('li', { class: step.errors ? 'step bad' : 'step' },
    h('h3', {}, name,
      step.dataSource && h('span', { class: 'badge' }, step.dataSource),
      h('small', {}, ` ${time(step.tookMicros)}`,
        step.dataSourceMicros !== undefined && `, of it ${time(step.dataSourceMicros)} the data source`,
        step.endedEarly && ', returned early')),
    part('request sent', step.request),
    part('result', step.result),
    step.failure && h('p', { class: 'denied' }, says(step.failure)),
    part('returned', step.returned),
    part('stash after', step.stash),
    step.logs && fold('logs', json(step.logs.join('\n')), true),
    step.errors && h('ul', { class: 'errors' }, step.errors.map((error) => h('li', {}, says(error)))));
}
