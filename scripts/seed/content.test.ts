import { describe, expect, it } from 'vitest';
import { contentProblems } from './checks.ts';
import { readContent, referenceId } from './content.ts';

describe('the content of seeds/', () => {
  const content = readContent();

  it('keeps the rules of the domain', () => {
    expect(contentProblems(content)).toEqual([]);
  });

  it('offers at least three cities, twelve published quests and sixty points', () => {
    const published = content.quests.filter(({ status }) => status === 'published');
    expect(content.cities.length).toBeGreaterThanOrEqual(3);
    expect(published.length).toBeGreaterThanOrEqual(12);
    expect(published.flatMap(({ points }) => points).length).toBeGreaterThanOrEqual(60);
  });

  it('has the accounts that the readme names', () => {
    expect(content.accounts.map(({ key }) => key)).toEqual([
      ...[1, 2, 3, 4, 5, 6].map((n) => `player${n}`),
      'manager',
      'editor',
      'moderator',
      'locked',
    ]);
  });

  it('names every activity and tool of the domain', () => {
    expect(content.reference.activities).toHaveLength(7);
    expect(content.reference.tools).toHaveLength(12);
    const mile = content.reference.tools.find(({ name }) => name === 'Mile orbital radar');
    expect(mile).toMatchObject({ reveals: 'location', range_m: 1609 });
  });

  it('gives a word in both languages to search for', () => {
    const texts = content.quests.map(({ name, description }) => `${name} ${description}`).join(' ');
    expect(texts).toMatch(/[а-яё]/i);
    expect(texts).toMatch(/castle/i);
  });
});

describe('contentProblems', () => {
  const broken = (change: (content: ReturnType<typeof readContent>) => void) => {
    const content = readContent();
    change(content);
    return contentProblems(content).join('\n');
  };
  const first = (content: ReturnType<typeof readContent>) => {
    const quest = content.quests.find(({ status }) => status === 'published');
    const point = quest?.points[0];
    if (!quest || !point?.places[0]) throw new Error('The content has no published quest');
    return { quest, point, place: point.places[0] };
  };

  it('finds a point outside its city', () => {
    expect(broken((content) => (first(content).place.at = [0, 0]))).toMatch(/km from/);
  });

  it('finds a mileage that the route does not have', () => {
    expect(broken((content) => (first(content).quest.mileage = 'over_100'))).toMatch(
      /says over_100/,
    );
  });

  it('finds an activity without its setting', () => {
    expect(broken((content) => (first(content).point.activity = 'scan_qr'))).toMatch(
      /needs qr_secret/,
    );
  });

  it('finds who asks to be unlocked before being locked', () => {
    expect(broken((content) => (content.locks = []))).toMatch(/locked asks to be unlocked before/);
  });

  it('finds who does something before joining', () => {
    const late = (content: ReturnType<typeof readContent>) => {
      for (const account of content.accounts) account.joined = 0;
    };
    expect(broken(late)).toMatch(/player1 does something before joining/);
  });

  it('finds an artifact whose parts are not numbered', () => {
    const problems = broken((content) => {
      const divided = content.quests
        .flatMap(({ points }) => points)
        .find(({ places }) => places.length > 1);
      if (divided?.places[0]) divided.places[0].part = 3;
    });
    expect(problems).toMatch(/must number its places/);
  });

  it('finds a review by somebody who has not played', () => {
    const problems = broken((content) => {
      if (content.reviews[0]) content.reviews[0].author = 'player6';
    });
    expect(problems).toMatch(/has not played/);
  });

  it('finds a wallet that does not add up', () => {
    const problems = broken((content) => {
      if (content.purchases[0]) content.purchases[0].amount = 10;
    });
    expect(problems).toMatch(/player1/);
  });
});

describe('referenceId', () => {
  it('refuses what the reference data does not have', () => {
    expect(() => referenceId([], 'sledge')).toThrow('seeds/reference.yaml has no "sledge"');
  });
});
