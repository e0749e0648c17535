/** Reviews: who answered and when, when the author last changed one, and the order by rating. */
import { migration } from './kit.ts';

/**
 * Directus writes the acting user into responded_by at every update. Here it counts only together
 * with a new response; a review that is hidden or sent back unchanged keeps who answered it and
 * when. In the same way updated_at is the author's, whoever else touches the row.
 */
const keepReview = `
create or replace function questcity.keep_review() returns trigger language plpgsql as $$
begin
  if new.response is not distinct from old.response then
    -- The account of who answered may be deleted; its foreign key empties the field.
    if new.responded_by is not null or pg_trigger_depth() = 1 then
      new.responded_by := old.responded_by;
    end if;
    new.responded_at := old.responded_at;
  elsif new.response is not null then
    new.responded_at := now();
  end if;
  new.updated_at := case
    when (new.rating, new.text) is distinct from (old.rating, old.text) then now()
    else old.updated_at end;
  return new;
end $$`;

export const { up, down } = migration({
  needs: ['reviews'],
  functions: [keepReview],
  indexes: [
    // A quest's reviews, best first.
    {
      on: 'reviews',
      name: 'reviews_by_rating',
      using: `(quest, rating desc, created_at desc, id desc) where status = 'published'`,
    },
  ],
  triggers: [
    // After reviews_guarded, which empties a blank response: triggers run in the order of their names.
    {
      on: 'reviews',
      name: 'reviews_kept',
      when: 'before update',
      call: 'questcity.keep_review()',
    },
  ],
});
