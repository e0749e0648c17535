/** A price with its currency, in lists of merch. */
import { defineDisplay } from '@directus/extensions-sdk';
import PriceCell from './price-cell.vue';

export default defineDisplay({
  id: 'questcity-price',
  name: '$t:studio_price',
  icon: 'payments',
  component: PriceCell,
  types: ['integer'],
  options: null,
});
