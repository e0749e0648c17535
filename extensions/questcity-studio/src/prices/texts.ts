import { dictionary } from '../shared/texts.ts';

export const words = dictionary(
  {
    notAnAmount: 'This is no amount of money.',
    notAnAmountOf: 'This is no amount in {currency}.',
    smallestUnits: '{amount} in the smallest unit',
  },
  {
    notAnAmount: 'Это не денежная сумма.',
    notAnAmountOf: 'Это не сумма в {currency}.',
    smallestUnits: '{amount} в мин. единицах',
  },
);
