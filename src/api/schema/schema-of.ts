import { type Static, type TArray, type TSchema, type TUnion, Type } from '@sinclair/typebox';

/**
 * A schema under a name of its own, and a reference to it for other schemas. It is held to the type that it describes: where the two
 * differ this does not compile.
 */
export function named<T>() {
  return <S extends TSchema>(name: string, schema: S & HeldTo<T, Static<S>>): NamedSchema<T> => ({
    definition: { ...schema, $id: name },
    ref: Type.Unsafe<T>(Type.Ref(`${name}#`)),
  });
}

export interface NamedSchema<T> {
  /** To be added to the API once. */
  readonly definition: TSchema;
  readonly ref: ReturnType<typeof Type.Unsafe<T>>;
}

/** No object with other keys than these. */
export function object<P extends Parameters<typeof Type.Object>[0]>(properties: P, description?: string) {
  return Type.Object(properties, {
    additionalProperties: false,
    ...(description === undefined ? {} : { description }),
  });
}

export function nullable<S extends TSchema>(schema: S): TUnion<[S, ReturnType<typeof Type.Null>]> {
  return Type.Union([schema, Type.Null()]);
}

export function list<S extends TSchema>(items: S) {
  return Type.Unsafe<readonly Static<S>[]>(Type.Array(items) as TArray<S>);
}

/** One of these texts. */
export function word<const W extends readonly string[]>(words: W) {
  return Type.Unsafe<W[number]>({ type: 'string', enum: words });
}

export const TEXT = Type.String();
export const TEXTS = Type.Unsafe<Readonly<Record<string, string>>>(Type.Record(Type.String(), Type.String()));
export const COUNT = Type.Integer({ minimum: 0 });
export const TIME = Type.String({ description: 'ISO 8601', examples: ['2026-03-01T03:12:45.000Z'] });

type HeldTo<T, Described> = [T] extends [Described]
  ? [Described] extends [T]
    ? unknown
    : 'the schema says something that the type does not'
  : 'the type says something that the schema does not';
