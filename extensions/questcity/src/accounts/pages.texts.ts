/** The words of the pages that links in mails lead to. */
import type { Language } from '../kernel/language.ts';

type Page = 'verify' | 'reset' | 'changeEmail';

interface Words {
  title: string;
  say: string;
  button: string;
  done: string;
}

type Texts = Record<Page, Words> & {
  password: string;
  invalid: string;
  expired: string;
  refused: string;
  busy: string;
};

export const texts: Record<Language, Texts> = {
  'en-US': {
    verify: {
      title: 'Confirm your e-mail address',
      say: 'One more step, and you can sign in.',
      button: 'Confirm',
      done: 'Your address is confirmed. Go back to the app and sign in.',
    },
    reset: {
      title: 'A new password',
      say: 'Choose a password of at least 10 characters. It signs you out everywhere.',
      button: 'Set the password',
      done: 'The new password is set. Go back to the app and sign in with it.',
    },
    changeEmail: {
      title: 'Confirm your new e-mail address',
      say: 'This address becomes that of your account. It signs you out everywhere.',
      button: 'Confirm',
      done: 'Your address has changed. Go back to the app and sign in with it.',
    },
    password: 'New password',
    invalid:
      'This link does not work: it was used before, or a newer one was sent. Ask for another.',
    expired: 'This link is too old. Ask for another.',
    refused: 'This password is too short: it needs at least 10 characters.',
    busy: 'That did not work now. Try again in a minute.',
  },
  'ru-RU': {
    verify: {
      title: 'Подтвердите адрес почты',
      say: 'Ещё один шаг, и можно входить.',
      button: 'Подтвердить',
      done: 'Адрес подтверждён. Вернитесь в приложение и войдите.',
    },
    reset: {
      title: 'Новый пароль',
      say: 'Выберите пароль не короче 10 символов. Все ваши сеансы завершатся.',
      button: 'Задать пароль',
      done: 'Новый пароль задан. Вернитесь в приложение и войдите с ним.',
    },
    changeEmail: {
      title: 'Подтвердите новый адрес почты',
      say: 'Этот адрес станет адресом вашего аккаунта. Все ваши сеансы завершатся.',
      button: 'Подтвердить',
      done: 'Адрес изменён. Вернитесь в приложение и войдите с ним.',
    },
    password: 'Новый пароль',
    invalid:
      'Ссылка не работает: она уже использована или отправлена более новая. Запросите другую.',
    expired: 'Ссылка устарела. Запросите другую.',
    refused: 'Пароль слишком короткий: нужно не меньше 10 символов.',
    busy: 'Сейчас не получилось. Попробуйте через минуту.',
  },
};
