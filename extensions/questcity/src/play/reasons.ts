/**
 * Why an attempt was not accepted, or is doubted: a stable code, and what it means in words for the
 * player. The words hold no figures: how far somebody is from a place is for its tool to say.
 */

export type Language = 'en' | 'ru';

export interface Reason {
  readonly code: ReasonCode;
  readonly message: string;
}

const MESSAGES = {
  // Of the position.
  too_far: {
    en: 'You are not at the place yet. Come closer and try again.',
    ru: 'Вы ещё не на месте. Подойдите ближе и попробуйте снова.',
  },
  too_inaccurate: {
    en: 'Your position is not accurate enough. Go outside, wait for a better signal and try again.',
    ru: 'Положение определено слишком неточно. Выйдите на открытое место, дождитесь сигнала и попробуйте снова.',
  },
  too_old: {
    en: 'Your position was measured too long ago. Let the phone find it anew and try again.',
    ru: 'Положение измерено слишком давно. Дайте телефону определить его заново и попробуйте снова.',
  },
  from_the_future: {
    en: 'Your position carries a time that has not come yet. Check the clock of your phone.',
    ru: 'Время измерения ещё не наступило. Проверьте часы на телефоне.',
  },
  outside_session: {
    en: 'Your position was measured before the quest began or after it ended.',
    ru: 'Положение измерено до начала квеста или после его окончания.',
  },
  out_of_order: {
    en: 'This position is older than one that came before it. Send what happened in its order.',
    ru: 'Это положение старше уже присланного. Присылайте попытки по порядку.',
  },
  mocked: {
    en: 'Your phone reports a simulated position. Turn off apps that change it; a manager will look at this attempt.',
    ru: 'Телефон сообщает о подменённом положении. Выключите приложения, которые его меняют; попытку проверит менеджер.',
  },
  implausible_speed: {
    en: 'You came here faster than this quest allows. A manager will look at this attempt.',
    ru: 'Вы оказались здесь быстрее, чем возможно в этом квесте. Попытку проверит менеджер.',
  },
  teleport: {
    en: 'Your position jumped farther than anybody can travel in that time.',
    ru: 'Положение изменилось сильнее, чем можно проехать за это время.',
  },
  repeated_fix: {
    en: 'Your phone keeps reporting exactly the same position. Let it find the position anew.',
    ru: 'Телефон сообщает одно и то же положение до последнего знака. Дайте ему определить положение заново.',
  },
  doubtful_position: {
    en: 'Several things about your position are unusual. A manager will look at this attempt.',
    ru: 'В данных о положении сразу несколько странностей. Попытку проверит менеджер.',
  },
  // Of the proof.
  wrong_answer: {
    en: 'This answer is not right. Look around and try again.',
    ru: 'Ответ неверный. Осмотритесь и попробуйте снова.',
  },
  too_many_answers: {
    en: 'There were too many wrong answers at this point. Wait ten minutes and try again.',
    ru: 'На этой точке слишком много неверных ответов. Подождите десять минут и попробуйте снова.',
  },
  unexpected_answer: {
    en: 'This point asks for something else. Read its task again.',
    ru: 'На этой точке нужно другое. Прочитайте задание ещё раз.',
  },
  no_heading: {
    en: 'Your phone did not say which way it looks. Turn on the compass and take the photo again.',
    ru: 'Телефон не сообщил, куда он направлен. Включите компас и снимите ещё раз.',
  },
  wrong_heading: {
    en: 'The photo looks the wrong way. Turn and take it again.',
    ru: 'Снимок сделан не в ту сторону. Повернитесь и снимите ещё раз.',
  },
  photo_differs: {
    en: 'The photo does not show what was asked for. Find the right view and take it again.',
    ru: 'На снимке не то, что нужно. Найдите нужный вид и снимите ещё раз.',
  },
  photo_unsure: {
    en: 'The photo is not like enough to be sure. A manager will look at it.',
    ru: 'Сходство снимка с образцом неясно. Его посмотрит менеджер.',
  },
  photo_unreadable: {
    en: 'The photo cannot be read. Send a JPEG, PNG or WebP picture of a usual size.',
    ru: 'Снимок не читается. Пришлите JPEG, PNG или WebP обычного размера.',
  },
  no_such_photo: {
    en: 'There is no such photo of yours. Upload it first, then send its id.',
    ru: 'Такого вашего снимка нет. Сначала загрузите его, затем пришлите его id.',
  },
  face_check: {
    en: 'A manager will look at the photo.',
    ru: 'Снимок посмотрит менеджер.',
  },
  review_pending: {
    en: 'Many of your attempts at this point wait for a manager. Wait for a decision.',
    ru: 'Много ваших попыток на этой точке ждут менеджера. Дождитесь решения.',
  },
  wrong_part: {
    en: 'This part of the artifact lies elsewhere.',
    ru: 'Эта часть артефакта лежит в другом месте.',
  },
  // Of the point and the session.
  already_solved: {
    en: 'This point is solved already.',
    ru: 'Эта точка уже решена.',
  },
  unknown_point: {
    en: 'This point is not open, or there is no such point in this quest.',
    ru: 'Эта точка ещё закрыта, или такой точки в квесте нет.',
  },
  uploaded_late: {
    en: 'This came after the time for the quest was over. A manager will decide about the reward.',
    ru: 'Это пришло после окончания времени квеста. Решение о награде примет менеджер.',
  },
  session_completed: {
    en: 'The quest is completed.',
    ru: 'Квест уже пройден.',
  },
  session_abandoned: {
    en: 'The quest was given up.',
    ru: 'Прохождение брошено.',
  },
  session_cancelled: {
    en: 'A manager has ended this quest and given its credits back.',
    ru: 'Менеджер завершил это прохождение и вернул кредиты.',
  },
  session_expired: {
    en: 'The time for this quest is over. Its owner can extend it.',
    ru: 'Время квеста вышло. Владелец прохождения может его продлить.',
  },
} as const satisfies Record<string, Record<Language, string>>;

export type ReasonCode = keyof typeof MESSAGES;

/** All codes, for the schema of the API and the guide. */
export const REASON_CODES = Object.keys(MESSAGES) as [ReasonCode, ...ReasonCode[]];

/** The reason with its words; `language` is a tag such as `ru-RU`, and English when unknown. */
export function reason(code: ReasonCode, language: string | null | undefined): Reason {
  return { code, message: MESSAGES[code][language?.startsWith('ru') ? 'ru' : 'en'] };
}
