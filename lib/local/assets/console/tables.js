// The environment's tables, page by page.
import { failure, fill, fold, h, json } from './dom.js';
import { dynamodb } from './server.js';

/** How many items a page has. */
const PAGE = 25;

export async function tables(container) {
  const shown = h('section', { class: 'detail' }, h('p', {}, 'Choose a table.'));
  try {
    const names = await all();
    const list = names.map((name) => h('li', {}, h('button', { type: 'button', onclick: () => open(shown, name) }, name)));
    fill(container, h('div', { class: 'split' }, h('aside', {}, h('ul', {}, list)), shown));
  } catch (error) {
    fill(container, failure(error));
  }
}

async function all() {
  const names = [];
  let from;
  do {
    const page = await dynamodb('ListTables', from ? { ExclusiveStartTableName: from } : {});
    names.push(...page.TableNames);
    from = page.LastEvaluatedTableName;
  } while (from);
  return names;
}

async function open(container, name) {
  try {
    const { Table: table } = await dynamodb('DescribeTable', { TableName: name });
    const keys = table.KeySchema.map(({ AttributeName }) => AttributeName);
    // The keys of the pages before this one.
    await page(container, table, keys, []);
  } catch (error) {
    fill(container, failure(error));
  }
}

async function page(container, table, keys, before) {
  const start = before.at(-1);
  const request = { TableName: table.TableName, Limit: PAGE, ...(start && { ExclusiveStartKey: start }) };
  const { Items: found, LastEvaluatedKey: next } = await dynamodb('Scan', request);
  const items = found.map(plain);
  const others = new Set(items.flatMap(Object.keys).filter((name) => !keys.includes(name)));
  const columns = [...keys, ...others];
  const whole = h('div', {});
  const row = (item) =>
    h('tr', { onclick: () => fill(whole, json(item)) }, columns.map((name) => h('td', {}, cell(item[name]))));
  const go = (to) => () => page(container, table, keys, to).catch((error) => fill(container, failure(error)));
  fill(
    container,
    h('h2', {}, table.TableName),
    fold('keys and indexes', json({ KeySchema: table.KeySchema, GlobalSecondaryIndexes: table.GlobalSecondaryIndexes ?? [] })),
    h('div', { class: 'scroll' }, h('table', {},
      h('thead', {}, h('tr', {}, columns.map((name) => h('th', {}, name)))),
      h('tbody', {}, items.map(row)))),
    items.length === 0 && h('p', {}, 'No items.'),
    h('p', { class: 'pages' },
      h('button', { type: 'button', disabled: before.length === 0, onclick: go(before.slice(0, -1)) }, 'Previous'),
      ` page ${before.length + 1} `,
      h('button', { type: 'button', disabled: !next, onclick: go([...before, next]) }, 'Next')),
    whole,
  );
}

const cell = (value) => (value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value));

/** An item without the types of its attributes. */
const plain = (item) => Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]));

function plainValue(attribute) {
  const [[type, value]] = Object.entries(attribute);
  switch (type) {
    case 'N': return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    case 'M': return plain(value);
    case 'L': return value.map(plainValue);
    case 'NULL': return null;
    default: return value;
  }
}
