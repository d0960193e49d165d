import Type, { type Static } from 'typebox'
import { Email } from '../accounts/email.ts'
import {
  Latitude,
  Line,
  LineOrNone,
  Longitude,
  Nullable,
  OneOf,
  PageQuery,
  Prose,
  SerialId,
  Timestamp,
} from '../schema.ts'
import { priorities, workOrderStatuses } from './work-order.ts'

const closed = { additionalProperties: false } as const
const Priority = OneOf(...priorities)
const Status = OneOf(...workOrderStatuses)

/** For whom it is done. A change replaces the whole customer. */
const WantedCustomer = Type.Object(
  {
    name: Line(200),
    phone: Type.Optional(Nullable(Line(40))),
    email: Type.Optional(Nullable(Email)),
  },
  closed,
)

const fields = {
  priority: Type.Optional(Priority),
  status: Type.Optional(Status),
  asset_name: Type.Optional(LineOrNone(200)),
  asset_location: Type.Optional(LineOrNone(300)),
  latitude: Type.Optional(Nullable(Latitude)),
  longitude: Type.Optional(Nullable(Longitude)),
  customer: Type.Optional(Nullable(WantedCustomer)),
}
/** Half a position is none. */
const wholePosition = { dependentRequired: { latitude: ['longitude'], longitude: ['latitude'] } }

export const CreateWorkOrder = Type.Object(
  { description: Prose(5000), ...fields },
  { $id: 'CreateWorkOrder', ...closed, ...wholePosition },
)
export type CreateWorkOrder = Static<typeof CreateWorkOrder>

export const UpdateWorkOrder = Type.Object(
  { description: Type.Optional(Prose(5000)), ...fields },
  { $id: 'UpdateWorkOrder', ...closed, ...wholePosition, minProperties: 1 },
)
export type UpdateWorkOrder = Static<typeof UpdateWorkOrder>

export const WorkOrderQuery = Type.Object(
  {
    /** Can be repeated. */
    status: Type.Optional(Type.Array(Status, { maxItems: 20 })),
    /** Can be repeated. */
    priority: Type.Optional(Type.Array(Priority, { maxItems: 20 })),
    /** Whether there is a visit to it that is neither done nor canceled. */
    is_planned: Type.Optional(Type.Boolean()),
    /** In number, description, asset or customer; accents and case do not matter. */
    search: Type.Optional(LineOrNone(200)),
    ...PageQuery.properties,
  },
  closed,
)
export type WorkOrderQuery = Static<typeof WorkOrderQuery>

export const WorkOrderView = Type.Object(
  {
    id: SerialId,
    /** `OS-YYYY-NNNN`, counted by organization and year. */
    number: Type.String(),
    description: Type.String(),
    priority: Priority,
    status: Status,
    asset_name: Type.String(),
    asset_location: Type.String(),
    latitude: Nullable(Type.Number()),
    longitude: Nullable(Type.Number()),
    customer: Nullable(
      Type.Object(
        { name: Type.String(), phone: Nullable(Type.String()), email: Nullable(Type.String()) },
        closed,
      ),
    ),
    created_by: SerialId,
    created_at: Timestamp,
    updated_at: Timestamp,
  },
  { $id: 'WorkOrderView', ...closed },
)
export type WorkOrderView = Static<typeof WorkOrderView>
