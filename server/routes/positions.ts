import Type from 'typebox'
import { PositionReports } from '../../domain/positions/report.ts'
import { IngestReceipt } from '../../domain/positions/schema.ts'
import { mostPositionsAtOnce } from '../../domain/positions/service.ts'
import { route } from '../route.ts'
import type { RouteContext } from './index.ts'

const tag = 'Ingest'
/** 5,000 positions of some 200 bytes, and room for attributes. */
const mostBytes = 4 * 1024 * 1024

export const positionRoutes = ({ services: { positions } }: RouteContext) => [
  route({
    method: 'post',
    path: '/api/fleet/positions',
    summary: `Report one position or an array of up to ${mostPositionsAtOnce}; answered once they are stored`,
    tag,
    part: 'ingest',
    who: 'dispatcher',
    status: 202,
    limit: 'ingest',
    bodyLimit: mostBytes,
    body: Type.Unknown(),
    describes: PositionReports,
    reply: IngestReceipt,
    handle: ({ actor, body, request }) => positions.reportAs(actor, body, request.language),
  }),
]
