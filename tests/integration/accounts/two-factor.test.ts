/** Two factors: everybody can turn them on and off for themselves, and for nobody else. */
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accounts } from '../../harness/accounts.ts';
import { type Callers, callersOf } from '../../harness/api.ts';
import { startServer, type TestServer } from '../../harness/server.ts';

/** The one that Directus checks with. */
const { authenticator }: { authenticator: { generate(secret: string): string } } = createRequire(
  createRequire(import.meta.url).resolve('@directus/api'),
)('otplib');

let server: TestServer;
let as: Callers;
beforeAll(async () => {
  server = await startServer({ expectedErrors: [/GraphQLError/] });
  as = callersOf(server.url);
});
afterAll(() => server?.stop());

const secretOf = async (id: string) =>
  (await server.database.client.query('select tfa_secret from directus_users where id = $1', [id]))
    .rows[0].tfa_secret;

it.each(['player', 'editor', 'moderator', 'manager', 'administrator'] as const)(
  'a %s turns them on and off',
  async (name) => {
    const { id, email, password } = accounts[name];
    const generated = await as[name].post('/users/me/tfa/generate', { password });
    const { secret } = generated.body.data;
    const wrong = await as[name].post('/users/me/tfa/enable', { secret, otp: '000000' });
    expect(wrong.status).toBe(400);
    expect(await secretOf(id)).toBeNull();

    const otp = authenticator.generate(secret);
    expect((await as[name].post('/users/me/tfa/enable', { secret, otp })).status).toBe(204);
    expect(await secretOf(id)).toBe(secret);
    expect((await as.nobody.post('/auth/login', { email, password })).code).toBe('INVALID_OTP');
    expect((await as.nobody.post('/auth/login', { email, password, otp })).status).toBe(200);

    expect((await as[name].post('/users/me/tfa/disable', { otp })).status).toBe(204);
    expect(await secretOf(id)).toBeNull();
  },
);

it('nobody writes the secret itself', async () => {
  const body = { tfa_secret: 'JBSWY3DPEHPK3PXP' };
  for (const name of ['player', 'moderator', 'manager'] as const) {
    expect((await as[name].patch('/users/me', body)).status).toBe(403);
    expect((await as[name].post(`/users/${accounts.other.id}/tfa/disable`)).status).toBe(403);
  }
  expect(await secretOf(accounts.other.id)).toBeNull();
});
