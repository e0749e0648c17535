/** The field that shows the locks of an account and locks it, in the forms of users and profiles. */
import { defineInterface } from '@directus/extensions-sdk';
import AccountLock from './account-lock.vue';

export default defineInterface({
  id: 'questcity-lock',
  name: '$t:studio_lock',
  icon: 'lock',
  component: AccountLock,
  types: ['alias'],
  localTypes: ['presentation'],
  group: 'presentation',
  options: null,
});
