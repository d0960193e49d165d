import type { ShareProps, ShareSubject } from '../../../web/pages/share.ts'

export const noon = new Date('2030-06-01T12:00:00Z')

export const aSubject = (of: Partial<ShareSubject> = {}): ShareSubject => ({
  id: '01890000-0000-7000-8000-000000000001',
  kind: 'vehicle',
  name: 'Van 12',
  plate: 'BRA2E19',
  icon: 'van',
  color: '#1b7255',
  position: { lat: -23.548943, lon: -46.638818, spd: 43.2, hdg: 47, acc: 8, t: noon.getTime() - 12_000 },
  ...of,
})

export const aShare = (of: Partial<ShareProps> = {}): ShareProps => ({
  lang: 'en',
  token: 'abcdefghijklmnopqrstuv',
  title: 'Your delivery',
  expiresAt: '2030-06-01T12:38:00Z',
  serverTime: noon.toISOString(),
  subjects: [aSubject()],
  map: { styleUrl: null, pmtilesUrl: null },
  socket: { namespace: '/live' },
  home: '/share/abcdefghijklmnopqrstuv/',
  ...of,
})
