import { describe, expect, it } from 'vitest';
import { parseCsv } from './csv.js';

describe('parseCsv', () => {
  it.each<[string, string, readonly (readonly string[])[]]>([
    [
      'fields, empty ones too',
      'a,b,c\n1,,3\n',
      [
        ['a', 'b', 'c'],
        ['1', '', '3'],
      ],
    ],
    ['every kind of line break', 'a\r\nb\nc\rd', [['a'], ['b'], ['c'], ['d']]],
    ['quoted commas and line breaks', '"a,b","c\r\nd"', [['a,b', 'c\r\nd']]],
    ['quotes in quotes', '"say ""hi""",""""', [['say "hi"', '"']]],
    [
      'a last field that is empty',
      'a,b\n1,',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    ['blank lines, as nothing', 'a\n\n\r\nb\n\n', [['a'], ['b']]],
    ['an empty field in quotes, as a value', 'a\n""\n', [['a'], ['']]],
    ['blanks as they are', ' a , b\n', [[' a ', ' b']]],
    ['nothing', '', []],
  ])('reads %s', (_, text, records) => {
    expect(parseCsv(text)).toEqual(records);
  });

  it.each<[string, string, string]>([
    ['a quote that is never closed', 'a\n"b', 'row 0 of the CSV has a quote that is never closed'],
    ['a doubled quote at the end', '"a""', 'the header of the CSV has a quote that is never closed'],
    ['a quote inside of a field', 'a\nb"c"', 'row 0 of the CSV has a quote inside'],
    ['text after a closing quote', '"a"b', 'the header of the CSV has a quote inside'],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseCsv(text)).toThrow(message);
  });
});
