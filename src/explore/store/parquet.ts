import type { ColumnChunk, SchemaElement } from "hyparquet";
import type { ByteWriter } from "hyparquet-writer";
import type * as DataPage from "hyparquet-writer/src/datapage.js";
import { encodeColumn, type EncodedColumn, type PackDeltas } from "./encoded-column.ts";
import { packSmallIntegers } from "./small-integers.ts";
import type { StoreColumn, StoreTable } from "./store-table.ts";

/** Encodes tables as Parquet bytes. Same table, same bytes. */
export type ParquetEncoder = (table: StoreTable) => Uint8Array;

/**
 * The writer is loaded when the first table is written, not before. It writes headers and the footer; the pages
 * between are ours (`encodeColumn`), since the writer's own take ten times as long on columns of numbers.
 */
export async function loadParquetEncoder(): Promise<ParquetEncoder> {
  const { ParquetWriter, ByteWriter } = await import("hyparquet-writer");
  const { writePageHeader } = await import("hyparquet-writer/src/datapage.js");
  const { deltaBinaryPack } = await import("hyparquet-writer/src/delta.js");
  const packDeltas: PackDeltas = (values) => {
    const packed = new ByteWriter();
    deltaBinaryPack(packed, values, "INT32");
    return packed.getBytes();
  };
  return ({ columns, about }) => {
    const rows = columns.length === 0 ? 0 : lengthOf(columns[0]!);
    const encoded = columns.map((column) => encodeColumn(column, packDeltas));
    const writer = new ByteWriter(encoded.reduce((sum, { body }) => sum + body.length, 4096));
    const file = new ParquetWriter({
      writer,
      schema: [
        { name: "root", num_children: columns.length },
        ...encoded.map((column, at) => schemaOf(columns[at]!.name, column)),
      ],
      codec: "UNCOMPRESSED",
      kvMetadata: Object.entries(about).map(([key, value]) => ({ key, value })),
      createdBy: "dse",
    });
    if (rows > 0) {
      const chunks = encoded.map((column, at) =>
        writeChunk(column, { name: columns[at]!.name, rows, writer, writePageHeader }),
      );
      const bytes = chunks.reduce((sum, { meta_data }) => sum + meta_data!.total_compressed_size, 0n);
      file.num_rows = BigInt(rows);
      file.row_groups.push({
        ...{ columns: chunks, num_rows: BigInt(rows) },
        ...{ total_byte_size: bytes, total_compressed_size: bytes },
      });
    }
    if (file.finish() !== undefined) throw new Error("writing to memory must not wait");
    return writer.getBytes();
  };
}

const lengthOf = (column: StoreColumn): number =>
  column.kind === "level" ? column.at.length : column.values.length;

function schemaOf(name: string, { type, isText, present }: EncodedColumn): SchemaElement {
  const repetition_type = present === undefined ? "REQUIRED" : "OPTIONAL";
  return { name, type, repetition_type, ...(isText ? { converted_type: "UTF8" } : {}) };
}

interface ChunkOutput {
  readonly name: string;
  readonly rows: number;
  readonly writer: ByteWriter;
  readonly writePageHeader: typeof DataPage.writePageHeader;
}

/** One page of the dictionary, where there is one, and one of data. */
function writeChunk(
  column: EncodedColumn,
  { name, rows, writer, writePageHeader }: ChunkOutput,
): ColumnChunk {
  const { type, present, nulls, dictionary, encoding, body, statistics } = column;
  const start = writer.offset;
  if (dictionary !== undefined) {
    const size = dictionary.bytes.length;
    writePageHeader(writer, {
      ...{ type: "DICTIONARY_PAGE", uncompressed_page_size: size, compressed_page_size: size },
      dictionary_page_header: { num_values: dictionary.count, encoding: "PLAIN" },
    });
    writer.appendBytes(dictionary.bytes);
  }
  const dataStart = writer.offset;
  const presence = present === undefined ? new Uint8Array() : packSmallIntegers(present, 1);
  const size = presence.length + body.length;
  writePageHeader(writer, {
    ...{ type: "DATA_PAGE_V2", uncompressed_page_size: size, compressed_page_size: size },
    data_page_header_v2: {
      ...{ num_values: rows, num_nulls: nulls, num_rows: rows, encoding },
      ...{ definition_levels_byte_length: presence.length, repetition_levels_byte_length: 0 },
      is_compressed: false,
    },
  });
  writer.appendBytes(presence);
  writer.appendBytes(body);
  const bytes = BigInt(writer.offset - start);
  return {
    file_offset: BigInt(start),
    meta_data: {
      type,
      encodings: dictionary === undefined ? [encoding] : ["PLAIN", encoding],
      path_in_schema: [name],
      codec: "UNCOMPRESSED",
      num_values: BigInt(rows),
      total_uncompressed_size: bytes,
      total_compressed_size: bytes,
      data_page_offset: BigInt(dataStart),
      ...(dictionary === undefined ? {} : { dictionary_page_offset: BigInt(start) }),
      statistics,
    },
  };
}
