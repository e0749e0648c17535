/** The field that shows a session to managers and decides about it, in the session's form. */
import { defineInterface } from '@directus/extensions-sdk';
import SessionField from './session-field.vue';

export default defineInterface({
  id: 'questcity-session',
  name: '$t:studio_session',
  icon: 'flag',
  component: SessionField,
  types: ['alias'],
  localTypes: ['presentation'],
  group: 'presentation',
  options: null,
});
