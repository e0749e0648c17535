/** The field for a price, in the form of merch. */
import { defineInterface } from '@directus/extensions-sdk';
import PriceField from './price-field.vue';

export default defineInterface({
  id: 'questcity-price',
  name: '$t:studio_price',
  icon: 'payments',
  component: PriceField,
  types: ['integer'],
  group: 'standard',
  options: null,
  recommendedDisplays: ['questcity-price'],
});
