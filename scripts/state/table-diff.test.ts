import { describe, expect, it } from 'vitest';
import { describeChanges } from './report.ts';
import { compareRows, type Row, type Table } from './table-diff.ts';

const table: Table = {
  name: 'permissions',
  key: ['policy', 'action'],
  columns: { fields: 'list', rule: 'json', icon: 'scalar' },
  owned: { where: 'true', values: [] },
  label: (row) => `${row.policy}.${row.action}`,
};

const wanted = {
  policy: 'Player',
  action: 'read',
  fields: ['id', 'name'],
  rule: { status: { _eq: 'published' } },
  icon: 'a',
};

const lines = (present: Row[], file: Row[] = [wanted]) =>
  describeChanges('access', compareRows(table, file, present));

describe('compareRows', () => {
  it('finds nothing when only the order of a list and the form of JSON differ', () => {
    const present = { ...wanted, id: 1, fields: ['name', 'id'] };
    expect(lines([present])).toEqual([]);
    const without = { ...wanted, rule: {} };
    expect(lines([{ ...without, id: 1, rule: null }], [without])).toEqual([]);
  });

  it('names what was added to and removed from a list', () => {
    expect(lines([{ ...wanted, id: 1, fields: ['id', 'secret'] }])).toEqual([
      'access: Player.read: fields: + secret',
      'access: Player.read: fields: - name',
    ]);
  });

  it('names the place inside JSON that changed', () => {
    const rule = { status: { _eq: 'draft' }, city: { _nnull: true } };
    expect(lines([{ ...wanted, id: 1, rule }])).toEqual([
      'access: Player.read: rule.status._eq: draft in the database, published in the file',
      'access: Player.read: rule.city: + {"_nnull":true}',
    ]);
  });

  it('names rows that are missing and rows that are not in the file', () => {
    expect(lines([{ ...wanted, id: 1, action: 'delete' }])).toEqual([
      'access: Player.read: missing in the database',
      'access: Player.delete: not in the file',
    ]);
  });

  it('keeps of several rows with one key the one that fits', () => {
    const changes = compareRows(
      table,
      [wanted],
      [
        { ...wanted, id: 1, fields: ['*'] },
        { ...wanted, id: 2 },
      ],
    );
    expect(changes).toMatchObject([{ kind: 'extra', row: { id: 1 } }]);
  });

  it('leaves a column alone that the file does not mention', () => {
    const { icon: _, ...file } = wanted;
    expect(lines([{ ...wanted, id: 1, icon: 'b' }], [file])).toEqual([]);
  });
});
