import jwt from 'jsonwebtoken';
import { expect, test } from 'vitest';
import { administratorToken } from './administrator.ts';

const user = { id: 'user', role: 'role', generation: 3 };

test('the token is what Directus takes: HS256, by its issuer, for a short time', () => {
  const token = administratorToken('a secret', user, 60);
  const claims = jwt.verify(token, 'a secret', { algorithms: ['HS256'], issuer: 'directus' });
  const { iat = 0, exp = 0, ...rest } = claims as jwt.JwtPayload;
  expect(rest).toEqual({ ...user, app_access: true, admin_access: true, iss: 'directus' });
  expect(exp - iat).toBe(60);
  expect(() => jwt.verify(token, 'another secret')).toThrow('invalid signature');
});
