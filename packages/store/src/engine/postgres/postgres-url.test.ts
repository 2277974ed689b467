import { LamplightError } from '@lamplight/runtime';
import { describe, expect, test } from 'vitest';
import { readPostgresUrl } from './postgres-url.ts';

describe('the URL of a database', () => {
  test('says where it is and who comes', () => {
    expect(readPostgresUrl('postgres://lamp:a%20b%40c@db.example.com:6432/my%20store')).toEqual({
      host: 'db.example.com',
      port: 6432,
      database: 'my store',
      user: 'lamp',
      password: 'a b@c',
      tls: true,
    });
  });

  test('has the port of PostgreSQL unless it says another, and TLS unless it says that there is none', () => {
    expect(readPostgresUrl('postgresql://u@[::1]/d')).toMatchObject({ host: '::1', port: 5432, tls: true });
    expect(readPostgresUrl('postgres://u@h/d?sslmode=verify-full').tls).toBe(true);
    expect(readPostgresUrl('postgres://u@h/d?sslmode=disable').tls).toBe(false);
  });

  test.each([
    'nonsense',
    'https://u:hush@h/d',
    'postgres://u:hush@h',
    'postgres://h/d',
    'postgres://u:hush@h/d?sslmode=require',
    'postgres://u:hush@h/d?ssl=true',
    'postgres://u:hush%@h/d',
  ])('%s is refused without its password', (text) => {
    const read = (): unknown => readPostgresUrl(text);
    expect(read).toThrow(LamplightError);
    expect(read).toThrow(/expected/);
    expect(read).not.toThrow(/hush/);
  });
});
