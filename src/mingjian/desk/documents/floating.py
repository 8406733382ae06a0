"""A box that stands at the foot of the text block, whatever is above it: where the imprint is printed."""

from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length

SHAPES = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
BOX = """
<w:r {names} xmlns:wps="{shapes}">
  <w:drawing>
    <wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0"
               locked="0" layoutInCell="1" allowOverlap="0">
      <wp:simplePos x="0" y="0"/>
      <wp:positionH relativeFrom="margin"><wp:align>left</wp:align></wp:positionH>
      <wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>
      <wp:extent cx="{width}" cy="{height}"/>
      <wp:effectExtent l="0" t="0" r="0" b="0"/>
      <wp:wrapTopAndBottom/>
      <wp:docPr id="1" name="版记"/>
      <wp:cNvGraphicFramePr/>
      <a:graphic>
        <a:graphicData uri="{shapes}">
          <wps:wsp>
            <wps:cNvSpPr txBox="1"/>
            <wps:spPr>
              <a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>
              <a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
              <a:noFill/>
              <a:ln><a:noFill/></a:ln>
            </wps:spPr>
            <wps:txbx><w:txbxContent/></wps:txbx>
            <wps:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"/>
          </wps:wsp>
        </a:graphicData>
      </a:graphic>
    </wp:anchor>
  </w:drawing>
</w:r>
"""


def floating_box(*, width: Length, height: Length) -> tuple[BaseOxmlElement, BaseOxmlElement]:
    """The run that holds the box, and the element inside into which its paragraphs go."""
    filled = BOX.format(names=nsdecls("w", "wp", "a"), shapes=SHAPES, width=int(width), height=int(height))
    run = parse_xml(filled)
    content = run.find(f".//{qn('w:txbxContent')}")
    return run, content
