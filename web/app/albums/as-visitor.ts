import type { AlbumItemView } from '../../../domain/albums/schema.ts'
import type { VisitorAsset } from '../../pages/visitor.ts'
import { hrefOf } from '../router.ts'

/** The service names whole addresses; the session that opens them is this page's, so its own host is asked. */
export const pathOf = (url: string | null): string | null => url && new URL(url, location.href).pathname

/** An item as the pieces of visitors' pages show it. */
export const asVisitorAsset = (albumId: number, item: AlbumItemView): VisitorAsset => ({
  id: item.asset_id,
  kind: item.kind,
  title: item.title,
  filename: item.filename,
  size: item.size,
  width: item.width,
  height: item.height,
  durationS: item.duration_s,
  page: hrefOf(`/albums/${albumId}`, { item: String(item.asset_id) }),
  thumbnail: pathOf(item.thumbnail_url),
  preview: pathOf(item.preview_url),
  download: pathOf(item.file_url),
})

/** Narrower or wider ones are cut at their edges, in the grid alone. */
const [narrowest, widest] = [0.6, 2.4]

/** Width by height, as the grid shows it; what has no size is about as wide as it is high. */
export const ratioOf = ({ width, height }: Pick<AlbumItemView, 'width' | 'height'>): number =>
  width && height ? Math.min(widest, Math.max(narrowest, width / height)) : 1
