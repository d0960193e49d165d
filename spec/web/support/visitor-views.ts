import type {
  AlbumPageProps,
  AssetPageProps,
  LockedProps,
  QuotePageProps,
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
  props: { ...common, asset: aVisitorAsset(asset), together: null, said: null, place: null, ...of },
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
    join: null,
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
    map: { styleUrl: null, pmtilesUrl: null },
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

/** Three lines of two rates, one of them with a discount. */
export const aQuoteView = (
  of: Partial<QuotePageProps['quote']> = {},
  props: Partial<QuotePageProps> = {},
): VisitorView & { page: 'quote' } => ({
  page: 'quote',
  props: {
    ...common,
    title: 'ORC-2030-0007 · New compressor',
    description: null,
    expiresAt: '2030-07-31T03:00:00Z',
    timeZone: 'America/Sao_Paulo',
    attempt: null,
    ...props,
    quote: {
      organization: 'Frio & Cia Refrigeração',
      number: 'ORC-2030-0007',
      title: 'New compressor',
      status: 'sent',
      currency: 'BRL',
      items: [
        aQuoteItem(1, 'Compressor 1/4 HP, R-600a, with mounting kit', 1, null, 29_900, 0, 10, 29_900),
        aQuoteItem(2, 'Work', 2.5, 'h', 5_000, 10, 5, 11_250),
        aQuoteItem(3, 'Copper pipe', 0.75, 'm', 993, 0, 10, 745),
      ],
      subtotal_cents: 43_145,
      discount_cents: 1_250,
      taxes: [
        { tax_percent: 5, base_cents: 11_250, tax_cents: 563 },
        { tax_percent: 10, base_cents: 30_645, tax_cents: 3_065 },
      ],
      tax_cents: 3_628,
      total_cents: 45_523,
      valid_until: '2030-07-01',
      notes: 'Half on order, half when it is done.\nTwelve months of warranty on parts.',
      decided_at: null,
      decided_by: null,
      ...of,
    },
  },
})

const aQuoteItem = (
  position: number,
  description: string,
  quantity: number,
  unit: string | null,
  unit_price_cents: number,
  discount_percent: number,
  tax_percent: number,
  total_cents: number,
) => ({
  position,
  description,
  quantity,
  unit,
  unit_price_cents,
  discount_percent,
  tax_percent,
  total_cents,
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
