/**
 * The ceiling: the least that a server in Node can do for the same answers. Plain node:http, plain
 * pg, one prepared statement each, no routing, no authentication, no check of anything.
 */
import http from 'node:http';
import pg from 'pg';

const { DB_HOST, DB_PORT, DB_USER, DB_PASSWORD, DB_DATABASE, PORT, PLAYER } = process.env;

const pool = new pg.Pool({
  host: DB_HOST,
  port: Number(DB_PORT),
  user: DB_USER,
  password: DB_PASSWORD,
  database: DB_DATABASE,
  max: 10,
});

const card = `
  q.id, q.name, q.description, q.image,
  json_build_object('id', c.id, 'name', c.name, 'image', c.image) as category,
  json_build_object('id', t.id, 'name', t.name, 'time_zone', t.time_zone) as city,
  json_build_object('id', v.id, 'name', v.name) as vehicle,
  q.group_size, q.level, q.mileage, q.timeframe, q.cost, q.reward, q.subscription_only,
  q.rating, q.reviews_count, q.favorites_count, q.sessions_count, q.points_count,
  to_char(q.published_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as published_at,
  exists (select from favorites f where f.quest = q.id and f."user" = $1) as is_favorite`;

const from = `
  from quests q
  join categories c on c.id = q.category
  join cities t on t.id = q.city
  join vehicles v on v.id = q.vehicle`;

const list = {
  name: 'list',
  text: `select row_to_json(x)::text as json from (
      select ${card}, null::integer as distance ${from}
       where q.status = 'published' order by q.published_at desc, q.id desc limit 20) x`,
};

const detail = {
  name: 'detail',
  text: `select row_to_json(x)::text as json from (
      select ${card}, q.auto_accrual, q.pay_extra,
             coalesce((select json_agg(json_build_object(
                 'id', m.id, 'name', m.name, 'description', m.description,
                 'price', m.price, 'currency', m.currency, 'image', m.image
               ) order by m.sort, m.name) from merch m where m.quest = q.id), '[]') as merch,
             (select a.session from session_members a
               where a."user" = $1 and a.quest = q.id and a.active) as active_session ${from}
       where q.id = $2 and q.status = 'published') x`,
};

async function answer(path: string): Promise<string> {
  if (path === '/quests') {
    const { rows } = await pool.query({ ...list, values: [PLAYER] });
    return `{"data":[${rows.map(({ json }) => json).join(',')}],"meta":{"next_cursor":null}}`;
  }
  const id = path.slice('/quests/'.length);
  const { rows } = await pool.query({ ...detail, values: [PLAYER, id] });
  return `{"data":${rows[0].json}}`;
}

http
  .createServer((request, response) => {
    answer(request.url ?? '').then(
      (body) => {
        response.setHeader('content-type', 'application/json; charset=utf-8');
        response.end(body);
      },
      (error: Error) => {
        response.statusCode = 500;
        response.end(error.message);
      },
    );
  })
  .listen(Number(PORT), '127.0.0.1', () => process.send?.('ready'));
process.on('disconnect', () => process.exit());
process.on('SIGTERM', () => process.exit());
