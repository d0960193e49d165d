import { type Content, html, type Node } from './html.ts'

/** As much of JSON Schema as our schemas use. */
export interface SchemaDocument {
  readonly $ref?: string
  readonly type?: string
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly SchemaDocument[]
  readonly oneOf?: readonly SchemaDocument[]
  readonly items?: SchemaDocument
  readonly properties?: Readonly<Record<string, SchemaDocument>>
  readonly patternProperties?: Readonly<Record<string, SchemaDocument>>
  readonly required?: readonly string[]
  readonly format?: string
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly maxItems?: number
  readonly default?: unknown
}

export const schemaAnchor = (name: string) => `schema-${name}`

/** What a value has to be like: its kind in words, then its fields, each the same way. */
export const Schema = ({ schema }: { schema: SchemaDocument }): Node => {
  const limits = limitsOf(schema)
  return html`<div class="kind">
    <p>
      <span class="field-type">${kindOf(schema)}</span>
      ${limits.length > 0 && html` <span class="quiet">${limits.join(' · ')}</span>`}
    </p>
    ${schema.description && html`<p class="quiet">${schema.description}</p>`}
    ${partsOf(schema).map((part) => html`<${Fields} schema=${part} />`)}
  </div>`
}

const Fields = ({
  schema: { properties = {}, required = [], oneOf = [] },
}: {
  schema: SchemaDocument
}): Node => {
  const either = oneOf.flatMap((choice) => choice.required ?? [])
  return html`<div>
    ${either.length > 0 && html`<p class="quiet">exactly one of ${either.join(', ')}</p>`}
    <ul class="fields">
      ${Object.entries(properties).map(
        ([name, field]) => html`<li>
          <code class="field-name">${name}</code>
          ${required.includes(name) && html` <span class="field-required">required</span>`}
          <${Schema} schema=${field} />
        </li>`,
      )}
    </ul>
  </div>`
}

/** The objects whose fields are written out here, rather than behind a name. */
const partsOf = (schema: SchemaDocument): SchemaDocument[] => {
  if (schema.properties) return [schema]
  if (schema.anyOf) return schema.anyOf.flatMap(partsOf)
  if (schema.patternProperties) return Object.values(schema.patternProperties).flatMap(partsOf)
  return schema.items ? partsOf(schema.items) : []
}

const kindOf = (schema: SchemaDocument): Content => {
  const { $ref, anyOf, type, items, patternProperties } = schema
  if ($ref) {
    const name = $ref.split('/').at(-1) ?? ''
    return html`<a href=${`#${schemaAnchor(name)}`}>${name}</a>`
  }
  if (schema.enum) return listed(schema.enum.map((value) => html`<code>${String(value)}</code>`))
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`
  if (anyOf) return listed(anyOf.map(kindOf))
  if (type === 'array') return items ? html`array of ${kindOf(items)}` : 'array'
  if (patternProperties)
    return html`object, each value ${listed(Object.values(patternProperties).map(kindOf))}`
  return type ?? 'anything'
}

const listed = (kinds: readonly Content[]): Content =>
  kinds.map((kind, i) => (i === 0 ? kind : html`${i === kinds.length - 1 ? ' or ' : ', '}${kind}`))

const limitsOf = (schema: SchemaDocument): string[] => {
  const { format, pattern, minimum, maximum, minLength, maxLength, maxItems } = schema
  const words: (string | false | undefined)[] = [
    format,
    within(minimum, maximum),
    within(minLength, maxLength, 'characters'),
    maxItems !== undefined && `at most ${maxItems}`,
    pattern !== undefined && `matches ${pattern}`,
    schema.default !== undefined && `default ${JSON.stringify(schema.default)}`,
  ]
  return words.filter((word) => word !== undefined && word !== false)
}

const within = (least: number | undefined, most: number | undefined, unit = ''): string | undefined => {
  if (least === undefined && most === undefined) return undefined
  const range =
    least === undefined ? `at most ${most}` : most === undefined ? `at least ${least}` : `${least}…${most}`
  return unit ? `${range} ${unit}` : range
}
