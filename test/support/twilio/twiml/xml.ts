import { DOMParser, type Element, type Node, onWarningStopParsing } from '@xmldom/xmldom';

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** The text of this element itself, without that of its children. */
  readonly text: string;
}

const parser = new DOMParser({ onError: onWarningStopParsing });

/** Reads an XML document; throws when it is not well-formed. */
export function parseXml(xml: string): XmlElement {
  const { documentElement } = parser.parseFromString(xml, 'text/xml');
  if (!documentElement) throw new Error('the document has no root element');
  return readElement(documentElement);
}

function readElement(element: Element): XmlElement {
  const nodes = [...element.childNodes];
  return {
    name: element.tagName,
    attributes: Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
    children: nodes.filter(isElement).map(readElement),
    text: nodes
      .filter(isText)
      .map(({ nodeValue }) => nodeValue ?? '')
      .join(''),
  };
}

function isElement(node: Node): node is Element {
  return node.nodeType === node.ELEMENT_NODE;
}

function isText(node: Node): boolean {
  return node.nodeType === node.TEXT_NODE || node.nodeType === node.CDATA_SECTION_NODE;
}
