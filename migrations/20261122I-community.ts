/** Reviews and favourites. */
import { migration } from './kit.ts';

/**
 * Only who has started the quest may review it: the owner of a session or who accepted an
 * invitation, also when they left it again. A review stays with its quest and author.
 */
const guardReview = `
create or replace function questcity.guard_review() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if new.quest <> old.quest or (new.author is distinct from old.author
       and not (new.author is null and pg_trigger_depth() > 1)) then
      perform questcity.refuse('reviews_fixed',
        'A review stays with its quest and its author', 'reviews', 'author');
    end if;
  elsif new.author is null or not exists (
    select from public.session_members
     where quest = new.quest and "user" = new.author and joined_at is not null
  ) then
    perform questcity.refuse('reviews_after_start',
      'Only players who have started the quest can review it', 'reviews', 'quest');
  end if;
  if nullif(btrim(new.response), '') is null then
    new.response := null;
    new.responded_by := null;
    new.responded_at := null;
  elsif new.responded_at is null
        or (tg_op = 'UPDATE' and new.response is distinct from old.response
            and new.responded_at is not distinct from old.responded_at) then
    new.responded_at := now();
  end if;
  return new;
end $$`;

export const { up, down } = migration({
  needs: ['reviews', 'favorites', 'session_members'],
  functions: [guardReview],
  rules: [
    {
      on: 'reviews',
      name: 'reviews_once',
      rule: 'unique (quest, author)',
      message: 'This player has reviewed the quest already: change that review',
    },
    {
      on: 'reviews',
      name: 'reviews_rating_range',
      rule: 'check (rating between 1 and 5)',
      message: 'rating must be from 1 to 5',
    },
    {
      on: 'reviews',
      name: 'reviews_status_known',
      rule: `check (status in ('published', 'hidden'))`,
      message: 'status must be published or hidden',
    },
    {
      on: 'favorites',
      name: 'favorites_once',
      rule: 'unique (quest, "user")',
      message: 'The quest is a favourite of this player already',
    },
  ],
  indexes: [
    // A quest's reviews, newest first.
    {
      on: 'reviews',
      name: 'reviews_by_quest',
      using: `(quest, created_at desc, id desc) where status = 'published'`,
    },
    // A player's favourites, newest first.
    {
      on: 'favorites',
      name: 'favorites_by_user',
      using: '("user", created_at desc, quest desc)',
    },
  ],
  triggers: [
    {
      on: 'reviews',
      name: 'reviews_guarded',
      when: 'before insert or update',
      call: 'questcity.guard_review()',
    },
  ],
});
