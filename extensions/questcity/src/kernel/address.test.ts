import { describe, expect, it } from 'vitest';
import { clientNetwork } from './address.ts';

describe('the network of a client', () => {
  it('is the address itself for IPv4, however it is written', () => {
    expect(clientNetwork('203.0.113.7')).toBe('203.0.113.7');
    expect(clientNetwork('::ffff:203.0.113.7')).toBe('203.0.113.7');
  });

  it('is the /64 for IPv6, however it is written', () => {
    expect(clientNetwork('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2');
    expect(clientNetwork('2001:0DB8:1:2::1')).toBe('2001:db8:1:2');
    expect(clientNetwork('2001:db8::9')).toBe('2001:db8:0:0');
    expect(clientNetwork('::1')).toBe('0:0:0:0');
    expect(clientNetwork('fe80::1%eth0')).toBe('fe80:0:0:0');
  });
});
