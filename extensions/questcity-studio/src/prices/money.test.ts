import { expect, test } from 'vitest';
import { amountText, moneyText, parseAmount } from './money.ts';

test.each([
  ['9.5', 'EUR', 950],
  ['9,50', 'RUB', 950],
  [' 1 390 ', 'RUB', 139_000],
  ['0', 'EUR', 0],
  ['9.500', 'EUR', 950],
  ['9.505', 'EUR', undefined],
  ['1500', 'JPY', 1500],
  ['1500.00', 'JPY', 1500],
  ['15.5', 'JPY', undefined],
  ['1.234', 'KWD', 1234],
  ['9.50', null, 950],
  ['9.50', 'EU', 950],
  ['-1', 'EUR', undefined],
  ['1e3', 'EUR', undefined],
  ['1,000.00', 'EUR', undefined],
  ['.5', 'EUR', undefined],
  ['', 'EUR', undefined],
  ['9'.repeat(20), 'EUR', undefined],
])('%j in %s is %s', (typed, currency, amount) => {
  expect(parseAmount(typed, currency)).toBe(amount);
});

test.each(['en-US', 'ru-RU'])('what is shown in %s can be typed again', (locale) => {
  for (const currency of ['EUR', 'JPY', 'KWD']) {
    for (const amount of [0, 7, 39_000, 100_000_000]) {
      expect(parseAmount(amountText(locale, amount, currency), currency)).toBe(amount);
    }
  }
});

test('money is shown with its currency, in its decimals', () => {
  expect(moneyText('en-US', 139_000, 'RUB')).toBe('1,390.00 RUB');
  expect(moneyText('en-US', 1500, 'JPY')).toBe('1,500 JPY');
});
