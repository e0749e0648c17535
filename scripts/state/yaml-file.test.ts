import { expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { printYaml, rewrite } from './yaml-file.ts';

const text = `# A head.
policies:
  # The first.
  Player:
    id: 1
    permissions:
      quests:
        read:
          fields: [id, name]
          rule: {status: {_eq: published}}
list:
  - id: a
    size: 1 # small
  - id: b
    size: 2
`;

const value = () => parseDocument(text).toJS();

function rewritten(next: Record<string, unknown>): string {
  const document = parseDocument(text);
  rewrite(document, next);
  return printYaml(document);
}

it('changes nothing when the value is the same', () => {
  expect(rewritten(value())).toBe(text);
});

it('changes only the line that differs, and keeps comments', () => {
  const next = value();
  next.policies.Player.permissions.quests.read.fields.push('city');
  expect(rewritten(next)).toBe(text.replace('[id, name]', '[id, name, city]'));
});

it('removes what is gone and appends what is new', () => {
  const next = value();
  delete next.policies.Player.permissions.quests.read.rule;
  next.list = [next.list[1], { id: 'c', size: 3 }];
  expect(rewritten(next)).toBe(
    text
      .replace('          rule: {status: {_eq: published}}\n', '')
      .replace('  - id: a\n    size: 1 # small\n', '')
      .replace('size: 2\n', 'size: 2\n  - {id: c, size: 3}\n'),
  );
});
