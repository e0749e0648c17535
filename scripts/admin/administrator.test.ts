import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { administratorToken } from './administrator.ts';

test('the token is what Directus signs: HS256, by its issuer, for a short time', () => {
  const token = administratorToken('a secret', { id: 'user', role: 'role', generation: 3 }, 60);
  const [header = '', claims = '', signature] = token.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  expect(read(header)).toEqual({ alg: 'HS256', typ: 'JWT' });
  const { iat, exp, ...rest } = read(claims);
  expect(rest).toEqual({
    id: 'user',
    role: 'role',
    generation: 3,
    app_access: true,
    admin_access: true,
    iss: 'directus',
  });
  expect(exp - iat).toBe(60);
  expect(signature).toBe(
    createHmac('sha256', 'a secret').update(`${header}.${claims}`).digest('base64url'),
  );
});
