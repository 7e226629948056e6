"""Small graphs around true facts, for the tests of pictures."""

import datetime
from typing import Any

from cancu.knowledge.base import built_in
from cancu.models import Document, Evidence, Link, Relation, Subgraph
from tests.graph.papers import with_histories


def document(id: str, key: str | None, date: str | None = None, **fields: Any) -> Document:
    day = datetime.date.fromisoformat(date) if date else None
    return Document(id=id, key=key, date=day, year=day.year if day else fields.pop("year", None), **fields)


def link(source: str, relation: str, target: str, sentence: str = "", mentions: int = 1, **fields: Any) -> Link:
    text = sentence or f"{source} {relation} {target}"
    fields.setdefault("carries", "states it" if relation == "IMPLEMENTS" else None)
    evidence = Evidence(
        file=f"{source.replace('/', '_')}.txt", start=0, end=min(12, len(text)), text=text[:12], sentence=text
    )
    return Link(
        source=source,
        relation=Relation(relation),
        target=target,
        stated_by=source,
        mentions=mentions,
        evidence=(evidence,),
        **fields,
    )


def scheme_06() -> Subgraph:
    """Đề án 06, what it rests on, and plans of two provinces that carry it out."""
    vn = {"scope": "vn"}
    th = {"scope": "thanh-hoa", "in_corpus": True}
    documents = (
        document(
            "vn/2014/59-2014-qh13",
            "59/2014/QH13",
            "2014-11-20",
            type="L",
            issuer="Quốc hội",
            level="central",
            title="Luật Căn cước công dân",
            ended=datetime.date(2024, 7, 1),
            replaced_by="vn/2023/26-2023-qh15",
            **vn,
        ),
        document(
            "vn/2023/26-2023-qh15",
            "26/2023/QH15",
            "2023-11-27",
            type="L",
            issuer="Quốc hội",
            level="central",
            title="Luật Căn cước",
            **vn,
        ),
        document(
            "vn/2015/77-2015-qh13",
            "77/2015/QH13",
            "2015-06-19",
            type="L",
            issuer="Quốc hội",
            level="central",
            title="Luật Tổ chức chính quyền địa phương",
            **vn,
        ),
        document(
            "vn/2020/749-qd-ttg",
            "749/QĐ-TTg",
            "2020-06-03",
            type="QĐ",
            issuer="Thủ tướng Chính phủ",
            level="central",
            title="Phê duyệt Chương trình Chuyển đổi số quốc gia đến năm 2025, định hướng đến năm 2030",
            **vn,
        ),
        document(
            "vn/2021/17-nq-cp",
            "17/NQ-CP",
            "2019-03-07",
            type="NQ",
            issuer="Chính phủ",
            level="central",
            title="Về một số nhiệm vụ, giải pháp trọng tâm phát triển Chính phủ điện tử giai đoạn 2019 - 2020, định hướng đến 2025",
            **vn,
        ),
        document(
            "vn/2022/06-qd-ttg",
            "06/QĐ-TTg",
            "2022-01-06",
            type="QĐ",
            issuer="Thủ tướng Chính phủ",
            level="central",
            title="Phê duyệt Đề án phát triển ứng dụng dữ liệu về dân cư, định danh và xác thực điện tử phục vụ chuyển đổi số quốc gia giai đoạn 2022 - 2025, tầm nhìn đến năm 2030",
            aliases=("Đề án 06",),
            **vn,
        ),
        document(
            "vn/2022/104-2022-nd-cp",
            "104/2022/NĐ-CP",
            "2022-12-21",
            type="NĐ",
            issuer="Chính phủ",
            level="central",
            title="Sửa đổi, bổ sung một số điều của các nghị định liên quan đến việc nộp, xuất trình sổ hộ khẩu, sổ tạm trú giấy",
            **vn,
        ),
        document(
            "vn/2024/04-ct-ttg",
            "04/CT-TTg",
            "2024-02-11",
            type="CT",
            issuer="Thủ tướng Chính phủ",
            level="central",
            title="Về việc tiếp tục đẩy mạnh triển khai Đề án 06 tại các bộ, ngành, địa phương năm 2024 và những năm tiếp theo",
            in_corpus=True,
            **vn,
        ),
        document(
            "vn/2022/452-bca",
            "452/BCA-TCTTKĐA",
            "2022-02-22",
            type="CV",
            issuer="Bộ Công an",
            level="ministry",
            title="Về việc hướng dẫn triển khai Đề án 06 tại địa phương",
            **vn,
        ),
        document(
            "vn/2023/58-kh-bttt",
            "58/QĐ-BTTTT",
            "2023-01-12",
            type="QĐ",
            issuer="Bộ Thông tin và Truyền thông",
            level="ministry",
            title="Ban hành Kế hoạch triển khai Đề án 06 của Bộ",
            **vn,
        ),
        document(
            "thanh-hoa/2023/24-kh-ubnd",
            "24/KH-UBND",
            "2023-02-13",
            type="KH",
            issuer="UBND tỉnh Thanh Hóa",
            level="province",
            title="Triển khai thực hiện Đề án 06 trên địa bàn tỉnh Thanh Hóa năm 2023",
            **th,
        ),
        document(
            "thanh-hoa/2022/57-kh-ubnd",
            "57/KH-UBND",
            "2022-03-10",
            type="KH",
            issuer="UBND tỉnh Thanh Hóa",
            level="province",
            title="Thực hiện Đề án 06 trên địa bàn tỉnh giai đoạn 2022 - 2025",
            **th,
        ),
        document(
            "thanh-hoa/2023/1639-skhdt",
            "1639/SKHĐT-CNDV",
            "2023-03-17",
            type="CV",
            issuer="Sở Kế hoạch và Đầu tư Thanh Hóa",
            level="department",
            title="Về việc thực hiện nhiệm vụ Đề án 06 năm 2023",
            **th,
        ),
        document(
            "thanh-hoa/muong-lat/2023/41-kh-ubnd",
            "41/KH-UBND",
            "2023-03-02",
            type="KH",
            issuer="UBND huyện Mường Lát",
            level="district",
            title="Triển khai Đề án 06 trên địa bàn huyện năm 2023",
            scope="thanh-hoa/muong-lat",
            in_corpus=True,
        ),
        document(
            "thanh-hoa/quang-chieu/2023/kh",
            None,
            None,
            type="KH",
            month="2023-04",
            year=2023,
            issuer="UBND xã Quang Chiểu",
            level="commune",
            title="Thực hiện Đề án 06 trên địa bàn xã năm 2023",
            scope="thanh-hoa/quang-chieu",
            in_corpus=True,
        ),
        document(
            "lam-dong/2023/1240-kh-ubnd",
            "1240/KH-UBND",
            "2023-02-20",
            type="KH",
            issuer="UBND tỉnh Lâm Đồng",
            level="province",
            title="Triển khai thực hiện Đề án 06 năm 2023 trên địa bàn tỉnh Lâm Đồng",
            scope="lam-dong",
            in_corpus=True,
        ),
        document(
            "lam-dong/2024/2311-kh-ubnd",
            "2311/KH-UBND",
            "2024-03-25",
            type="KH",
            issuer="UBND tỉnh Lâm Đồng",
            level="province",
            title="Thực hiện Chỉ thị số 04/CT-TTg của Thủ tướng Chính phủ",
            scope="lam-dong",
            in_corpus=True,
        ),
        document(
            "thanh-hoa/-/05-nq-tu",
            "05-NQ/TU",
            None,
            type="NQ",
            issuer="Tỉnh ủy Thanh Hóa",
            level="province",
            title="Về chuyển đổi số",
            scope="thanh-hoa",
        ),
    )
    d06, p24 = "vn/2022/06-qd-ttg", "thanh-hoa/2023/24-kh-ubnd"
    links = (
        link(d06, "BASED_ON", "vn/2014/59-2014-qh13", "Căn cứ Luật Căn cước công dân ngày 20 tháng 11 năm 2014;"),
        link(d06, "BASED_ON", "vn/2021/17-nq-cp"),
        link(d06, "REFERS_TO", "vn/2020/749-qd-ttg", mentions=2),
        link("vn/2023/26-2023-qh15", "REPLACES", "vn/2014/59-2014-qh13"),
        link("vn/2022/104-2022-nd-cp", "IMPLEMENTS", d06),
        link("vn/2024/04-ct-ttg", "IMPLEMENTS", d06, mentions=7),
        link("vn/2022/452-bca", "GUIDES", d06),
        link("vn/2023/58-kh-bttt", "IMPLEMENTS", d06),
        link("thanh-hoa/2022/57-kh-ubnd", "IMPLEMENTS", d06, mentions=3),
        link(
            p24,
            "IMPLEMENTS",
            d06,
            "Thực hiện Quyết định số 06/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ …",
            mentions=6,
        ),
        link(p24, "BASED_ON", "thanh-hoa/2022/57-kh-ubnd"),
        link(p24, "REFERS_TO", "thanh-hoa/-/05-nq-tu"),
        link(p24, "BASED_ON", "vn/2022/452-bca"),
        link("thanh-hoa/2023/1639-skhdt", "IMPLEMENTS", p24),
        link("thanh-hoa/2023/1639-skhdt", "REFERS_TO", d06),
        link("thanh-hoa/muong-lat/2023/41-kh-ubnd", "IMPLEMENTS", p24, mentions=2),
        link("thanh-hoa/muong-lat/2023/41-kh-ubnd", "BASED_ON", "vn/2015/77-2015-qh13"),
        link("thanh-hoa/quang-chieu/2023/kh", "IMPLEMENTS", "thanh-hoa/muong-lat/2023/41-kh-ubnd"),
        link("lam-dong/2023/1240-kh-ubnd", "IMPLEMENTS", d06, mentions=4),
        link("lam-dong/2024/2311-kh-ubnd", "IMPLEMENTS", "vn/2024/04-ct-ttg", mentions=3),
        link("lam-dong/2024/2311-kh-ubnd", "AMENDS", "lam-dong/2023/1240-kh-ubnd"),
    )
    return Subgraph(documents=with_histories(documents, links), links=links, roots=(d06,), left_out=0)


def large(count: int) -> Subgraph:
    """A generated graph of `count` documents: central directives, ministries, every province with departments and communes."""
    names = [row for row in built_in().places if row.valid_to is None]
    head = scheme_06()
    documents = list(head.documents)
    links = list(head.links)
    root = head.roots[0]
    plans: dict[str, str] = {}
    for i in range(count - len(documents)):
        place = names[i % len(names)]
        level = ("province", "department", "district", "commune", "ministry")[(i // len(names)) % 5]
        scope = "vn" if level == "ministry" else place.id
        issuer = {
            "province": f"UBND tỉnh {place.name}",
            "department": f"Sở Thông tin và Truyền thông {place.name}",
            "district": f"UBND huyện số {i % 9} tỉnh {place.name}",
            "commune": f"UBND xã số {i % 97} tỉnh {place.name}",
            "ministry": f"Bộ số {i % 20}",
        }[level]
        day = datetime.date(2022, 2, 1) + datetime.timedelta(days=(i * 37) % 1400)
        id = f"{scope}/{day.year}/{i}-kh-test"
        title = f"Triển khai thực hiện Đề án 06 trên địa bàn, văn bản số {i} của {issuer}"
        documents.append(
            document(
                id,
                f"{i}/KH-UBND",
                day.isoformat(),
                type="KH",
                issuer=issuer,
                level=level,
                scope=scope,
                title=title,
                in_corpus=i % 3 > 0,
            )
        )
        links.append(
            link(
                id,
                "IMPLEMENTS",
                plans.get(place.id, root),
                f"Thực hiện Kế hoạch của tỉnh và Quyết định số 06/QĐ-TTg, văn bản {i}",
                mentions=1 + i % 7,
            )
        )
        links.append(link(id, "BASED_ON", "vn/2015/77-2015-qh13"))
        if i % 2:
            links.append(link(id, "REFERS_TO", documents[(i * 7919) % len(documents)].id))
        if level == "province":
            plans[place.id] = id
    return Subgraph(
        documents=tuple(documents), links=tuple(one for one in links if one.source != one.target), roots=(root,)
    )


def amendments() -> Subgraph:
    """A decree on clerical work, what it replaced, and decrees of one family that amend each other; no roots."""
    vn = {"issuer": "Chính phủ", "level": "central", "type": "NĐ"}
    documents = (
        document("vn/2004/110-2004-nd-cp", "110/2004/NĐ-CP", "2004-04-08", title="Về công tác văn thư", **vn),
        document("vn/2010/09-2010-nd-cp", "09/2010/NĐ-CP", "2010-02-08", title="Sửa đổi, bổ sung một số điều của Nghị định số 110/2004/NĐ-CP", **vn),
        document("vn/2020/30-2020-nd-cp", "30/2020/NĐ-CP", "2020-03-05", title="Về công tác văn thư", in_corpus=True, **vn),
        document("vn/2016/34-2016-nd-cp", "34/2016/NĐ-CP", "2016-05-14", title="Quy định chi tiết một số điều và biện pháp thi hành Luật Ban hành văn bản quy phạm pháp luật", in_corpus=True, **vn),
        document("vn/2020/154-2020-nd-cp", "154/2020/NĐ-CP", "2020-12-31", title="Sửa đổi, bổ sung một số điều của Nghị định số 34/2016/NĐ-CP", **vn),
        document("vn/2015/80-2015-qh13", "80/2015/QH13", "2015-06-22", type="L", issuer="Quốc hội", level="central", title="Luật Ban hành văn bản quy phạm pháp luật"),
    )  # fmt: skip
    links = (
        link("vn/2010/09-2010-nd-cp", "AMENDS", "vn/2004/110-2004-nd-cp"),
        link("vn/2020/30-2020-nd-cp", "REPLACES", "vn/2004/110-2004-nd-cp"),
        link("vn/2020/30-2020-nd-cp", "REPEALS", "vn/2010/09-2010-nd-cp"),
        link("vn/2016/34-2016-nd-cp", "GUIDES", "vn/2015/80-2015-qh13", mentions=5),
        link("vn/2016/34-2016-nd-cp", "BASED_ON", "vn/2015/80-2015-qh13"),
        link("vn/2020/154-2020-nd-cp", "AMENDS", "vn/2016/34-2016-nd-cp", mentions=2),
        link("vn/2020/154-2020-nd-cp", "BASED_ON", "vn/2015/80-2015-qh13"),
    )
    return Subgraph(documents=with_histories(documents, links), links=links)
