import { asReason, NO_ID, NO_LIST, type PeerEntry, type PeerFile, type PeerRemainder } from './peer-entry.js';
import { fieldsOf, itemsOf, readYamlFile, textOf } from './yaml-file.js';

/** `.trivyignore.yaml`: https://trivy.dev/docs/latest/configuration/filtering/#trivyignoreyaml */
export function readTrivyYaml(text: string, file: string): PeerFile {
  const { pairs, lineOf } = readYamlFile(text, file);
  const remainders: PeerRemainder[] = [];
  const entries = pairs.flatMap(({ key, line, value }) => {
    const items = itemsOf(value);
    if (items === undefined) remainders.push({ what: key, file, line, because: NO_LIST });
    return (items ?? []).flatMap(({ node, comments }): PeerEntry[] => {
      const fields = fieldsOf(node);
      const id = textOf(fields.get('id'));
      if (id === undefined) {
        remainders.push({ what: key, file, line: lineOf(node), because: NO_ID });
        return [];
      }
      const statement = textOf(fields.get('statement'));
      const expires = textOf(fields.get('expired_at'))?.slice(0, '2027-03-01'.length);
      const paths = (itemsOf(fields.get('paths')) ?? []).flatMap((item) => textOf(item.node) ?? []);
      return [
        {
          id,
          file,
          line: lineOf(node),
          ...asReason(statement === undefined ? comments : [statement]),
          ...(expires !== undefined && { expires }),
          ...(paths.length > 0 && { paths }),
        },
      ];
    });
  });
  return { entries, remainders };
}
