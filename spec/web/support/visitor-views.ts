import type {
  AlbumPageProps,
  AssetPageProps,
  LockedProps,
  TripPageProps,
  VisitorAsset,
  VisitorPlace,
  VisitorProps,
  VisitorView,
} from '../../../web/pages/visitor.ts'
import { noon } from './builders.ts'

const home = '/share/abcdefghijklmnopqrstuv/'

const common: VisitorProps = {
  lang: 'en',
  title: 'Harbour at dusk',
  description: 'Taken from the old crane.\nThe second one is the best.',
  shareType: 'public',
  expiresAt: '2030-06-01T12:38:00Z',
  serverTime: noon.toISOString(),
  home,
  here: home,
  isEmbedded: false,
}

export const aVisitorAsset = (of: Partial<VisitorAsset> = {}): VisitorAsset => {
  const id = of.id ?? 7
  return {
    id,
    kind: 'image',
    title: 'Harbour at dusk',
    filename: 'IMG_0412.jpg',
    size: 2_400_000,
    width: 1600,
    height: 1067,
    durationS: null,
    page: `${home}?item=${id}`,
    thumbnail: `${home}items/${id}/thumbnail`,
    preview: `${home}items/${id}/preview`,
    download: `${home}items/${id}/download`,
    ...of,
  }
}

export const anAssetView = (
  asset: Partial<VisitorAsset> = {},
  of: Partial<AssetPageProps> = {},
): VisitorView & { page: 'asset' } => ({
  page: 'asset',
  props: { ...common, asset: aVisitorAsset(asset), place: null, ...of },
})

export const anAlbumView = (of: Partial<AlbumPageProps> = {}): VisitorView & { page: 'album' } => ({
  page: 'album',
  props: {
    ...common,
    title: 'A weekend by the sea',
    items: [
      aVisitorAsset({ id: 1 }),
      aVisitorAsset({ id: 2, title: 'Gulls' }),
      aVisitorAsset({ id: 3, kind: 'video', title: 'The ferry comes in', durationS: 83.2, thumbnail: null }),
      aVisitorAsset({ id: 4, kind: 'pdf', title: 'Timetable', width: null, height: null, thumbnail: null }),
      aVisitorAsset({ id: 5, title: 'Nets' }),
    ],
    zip: `${home}zip`,
    ...of,
  },
})

export const aVisitorPlace = (of: Partial<VisitorPlace> = {}): VisitorPlace => ({
  id: 1,
  name: 'Museu do Amanhã',
  category: 'Museum',
  description: 'A science museum by the water.',
  notes: 'Book the ten o’clock slot.\nTake the tram.',
  hours: 'Tue–Sun 10:00–18:00',
  rating: 4.6,
  reviews: 1234,
  isFree: true,
  latitude: -22.894,
  longitude: -43.1795,
  mapUrl: 'https://maps.example/museu',
  pictureUrl: 'https://pictures.example/museu.jpg',
  ...of,
})

export const aTripView = (of: Partial<TripPageProps> = {}): VisitorView & { page: 'trip' } => ({
  page: 'trip',
  props: {
    ...common,
    title: 'Rio in June',
    description: null,
    shareType: 'private',
    start: '2030-06-01',
    end: '2030-06-03',
    days: [
      {
        number: 1,
        date: '2030-06-01',
        places: [aVisitorPlace(), aVisitorPlace({ id: 2, name: 'Praça Mauá', notes: null, isFree: false })],
      },
      { number: 2, date: '2030-06-02', places: [] },
      {
        number: 3,
        date: '2030-06-03',
        places: [aVisitorPlace({ id: 3, name: 'Pão de Açúcar', rating: null })],
      },
    ],
    ...of,
  },
})

export const aDoor = (of: Partial<LockedProps> = {}): VisitorView & { page: 'locked' } => ({
  page: 'locked',
  props: {
    lang: 'en',
    reason: 'password',
    home,
    serverTime: noon.toISOString(),
    startsAt: null,
    retryAfterS: null,
    isEmbedded: false,
    ...of,
  },
})
