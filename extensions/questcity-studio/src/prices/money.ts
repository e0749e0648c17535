/** Amounts of money: kept as whole numbers of a currency's smallest unit, read and written in its main one. */

/** Where no currency is known yet. */
const USUAL_DIGITS = 2;

/** How many decimals a currency has: 2 for EUR, none for JPY. */
export function digitsOf(currency: string | null): number {
  if (!currency) return USUAL_DIGITS;
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return format.resolvedOptions().maximumFractionDigits ?? USUAL_DIGITS;
  } catch {
    return USUAL_DIGITS;
  }
}

/**
 * What somebody typed, in smallest units; undefined when it is no amount of the currency. Decimals
 * follow a point or a comma; there may be spaces between the digits.
 */
export function parseAmount(typed: string, currency: string | null): number | undefined {
  const [, whole, decimals = ''] = /^(\d+)(?:[.,](\d*))?$/.exec(typed.replace(/\s/g, '')) ?? [];
  if (whole === undefined) return undefined;
  const digits = digitsOf(currency);
  const kept = decimals.replace(/0+$/, '');
  if (kept.length > digits) return undefined;
  const amount = Number(whole + kept.padEnd(digits, '0'));
  return Number.isSafeInteger(amount) ? amount : undefined;
}

/** As it is typed: `390.00`, or `390,00` in Russian. */
export function amountText(locale: string, amount: number, currency: string | null): string {
  return inMainUnit(locale, amount, currency, false);
}

/** As it is read: `1,390.00 RUB`. */
export function moneyText(locale: string, amount: number, currency: string): string {
  return `${inMainUnit(locale, amount, currency, true)} ${currency}`;
}

function inMainUnit(
  locale: string,
  amount: number,
  currency: string | null,
  useGrouping: boolean,
): string {
  const digits = digitsOf(currency);
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping,
  }).format(amount / 10 ** digits);
}
