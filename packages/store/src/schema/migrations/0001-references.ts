import type { ColumnShape } from './table-shape.ts';

export const VERSIONED = { revision: 'number', created_at: 'number', updated_at: 'number' } as const satisfies Record<
  string,
  ColumnShape
>;
export const TENANT = { columns: ['tenant_id'], table: 'tenants', to: ['id'] };
export const SYSTEM = { columns: ['tenant_id', 'system_id'], table: 'systems', to: ['tenant_id', 'id'] };
export const PERSON = { columns: ['tenant_id', 'person_id'], table: 'people', to: ['tenant_id', 'id'] };
export const LINE_KEY = ['tenant_id', 'system_id', 'address'];
export const LINE = { columns: LINE_KEY, table: 'lines', to: LINE_KEY };
