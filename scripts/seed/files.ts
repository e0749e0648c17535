/** The files of the demo: what there is, how it is made, and putting it on the server. */
import { FOLDER } from '../../extensions/questcity/src/kernel/actor.ts';
import type { Client, Upload } from './client.ts';
import { type Content, referenceKey } from './content.ts';
import { demoId } from './ids.ts';
import { scenePicture } from './images/cover.ts';
import { artifactPicture, avatarPicture, iconPicture, merchPicture } from './images/icons.ts';
import { paletteNames } from './images/palettes.ts';
import { randomFrom } from './images/random.ts';
import { type ToolKey, toolPicture } from './images/tools.ts';
import { textPdf } from './pdf.ts';
import type { Quest } from './shapes.ts';

/** A file that is made only when the server lacks it. */
type DemoFile = Omit<Upload, 'content'> & { make: () => Promise<Buffer> };

/** The id of a file of the demo, by what it is for. */
export const fileId = (...key: (string | number)[]) => demoId('file', ...key);

/** The file that says what the demo content is; its age is the age of the demo. */
export const aboutFile = fileId('about');

const ABOUT = `This is QuestCity's demo content: cities, quests, players and what they did.

Quests, landmarks and positions are real. Players, reviews and conversations are made up.
Change or delete what you like: what is there is never overwritten.
`;

const JPEG = { type: 'image/jpeg', extension: 'jpg' } as const;
const PNG = { type: 'image/png', extension: 'png' } as const;

function picture(
  key: (string | number)[],
  folder: keyof typeof FOLDER,
  title: string,
  { type, extension }: typeof JPEG | typeof PNG,
  make: () => Promise<Buffer>,
): DemoFile {
  return {
    id: fileId(...key),
    folder: FOLDER[folder],
    title,
    filename: `${key.join('-')}.${extension}`,
    type,
    make,
  };
}

/** A text as a PDF, or as plain text when the fonts of a PDF cannot show it. */
function document(
  key: (string | number)[],
  title: string,
  filename: string,
  text: string,
): DemoFile {
  const base = { id: fileId(...key), folder: FOLDER.secrets, title, filename };
  if (filename.endsWith('.pdf')) {
    return { ...base, type: 'application/pdf', make: async () => textPdf(title, text) };
  }
  // The mark at the start tells browsers that it is UTF-8.
  return {
    ...base,
    type: 'text/plain',
    make: async () => Buffer.from(`\uFEFF${title}\n\n${text}`, 'utf8'),
  };
}

function* questFiles(quest: Quest, content: Content): Generator<DemoFile> {
  const skyline =
    quest.skyline ?? content.cities.find(({ key }) => key === quest.city)?.skyline ?? 'park';
  const scene = { palette: quest.cover, skyline, pins: quest.points.length };
  // Where the database puts them: nobody sees a quest before it was published.
  const { status } = quest;
  const folder = status === 'published' ? 'catalogue' : 'secrets';
  yield picture(['cover', quest.key], folder, quest.name, JPEG, () =>
    scenePicture(quest.key, scene),
  );
  if (quest.mentor) {
    const extension = /[^\n\x20-\x7e\xa0-\xff]/.test(quest.mentor + quest.name) ? 'txt' : 'pdf';
    yield document(
      ['mentor', quest.key],
      quest.name,
      `mentor-${quest.key}.${extension}`,
      quest.mentor,
    );
  }
  for (const [i, { name, icon }] of quest.merch.entries()) {
    const key = ['merch', quest.key, i + 1];
    yield picture(key, folder, name, JPEG, () => merchPicture(key.join('/'), icon));
  }
  for (const [i, point] of quest.points.entries()) {
    const { file } = point;
    const key = [quest.key, i + 1];
    if (file && 'artifact' in file) {
      yield picture(['artifact', ...key], 'secrets', point.name, PNG, () =>
        artifactPicture(key.join('/'), file.artifact),
      );
    } else if (file) {
      yield document(['handout', ...key], file.title, file.name, file.text);
    }
    if (point.photo_kind === 'photo_matching') {
      const palette = randomFrom(key.join('/')).pick(paletteNames);
      yield picture(['reference', ...key], 'secrets', point.name, JPEG, () =>
        scenePicture(`reference/${key.join('/')}`, { palette, skyline, pins: 0 }),
      );
    }
  }
}

/** Every file of the demo. */
export function demoFiles(content: Content): DemoFile[] {
  const about: DemoFile = {
    id: aboutFile,
    folder: FOLDER.secrets,
    title: 'About the demo content',
    filename: 'about-the-demo.txt',
    type: 'text/plain',
    make: async () => Buffer.from(ABOUT, 'utf8'),
  };
  return [
    about,
    ...content.categories.map(({ key, name, icon }) =>
      picture(['category', key], 'catalogue', name, PNG, () => iconPicture(key, icon)),
    ),
    ...content.reference.tools.map((tool) => {
      const key = referenceKey(tool);
      return picture(['tool', key], 'catalogue', tool.name, PNG, () => toolPicture(key as ToolKey));
    }),
    ...content.accounts.map(({ key, first_name, last_name }) =>
      picture(['avatar', key], 'avatars', `${first_name} ${last_name}`, JPEG, () =>
        avatarPicture(key),
      ),
    ),
    ...content.quests.flatMap((quest) => [...questFiles(quest, content)]),
  ];
}

/** Uploads under way at once; the server takes four. */
const LANES = 3;

/** Whether the server has a file: not at all, its row only, or all of it. */
async function presenceOf(client: Client, ids: readonly string[]) {
  const rows = await client.find('/files', ids, ['id', 'filesize']);
  return new Map(rows.map(({ id, filesize }) => [String(id), filesize ? 'whole' : 'row']));
}

/** Uploads a file. A row without a size was left by an upload that broke off: it is sent again. */
async function upload(client: Client, { make, ...file }: DemoFile, isThere: boolean) {
  const whole = { ...file, content: await make() };
  try {
    await client.upload(whole, isThere);
  } catch (error) {
    // An earlier seed was killed, and the server was still busy with what it had sent.
    const presence = (await presenceOf(client, [file.id])).get(file.id);
    if (isThere || !presence) throw error;
    if (presence === 'row') await client.upload(whole, true);
  }
}

/**
 * Uploads the files that the server lacks.
 *
 * @returns How many were uploaded.
 */
export async function uploadMissing(client: Client, files: readonly DemoFile[]): Promise<number> {
  const presence = await presenceOf(
    client,
    files.map(({ id }) => id),
  );
  const missing = files.filter(({ id }) => presence.get(id) !== 'whole');
  const queue = [...missing];
  const lane = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      await upload(client, file, presence.has(file.id)).catch((error) => {
        queue.length = 0;
        throw error;
      });
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
  for (const { status, ...result } of lanes) {
    if (status === 'rejected' && 'reason' in result) throw result.reason;
  }
  return missing.length;
}
