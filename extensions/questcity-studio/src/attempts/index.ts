/** The field that shows an attempt to managers and decides about it, in the attempt's form. */
import { defineInterface } from '@directus/extensions-sdk';
import AttemptField from './attempt-field.vue';

export default defineInterface({
  id: 'questcity-attempt',
  name: '$t:studio_attempt',
  icon: 'fact_check',
  component: AttemptField,
  types: ['alias'],
  localTypes: ['presentation'],
  group: 'presentation',
  options: null,
});
