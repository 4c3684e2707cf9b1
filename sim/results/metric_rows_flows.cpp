#include "sim/results/metric_rows.hpp"

namespace garoa::metric_rows {
namespace {

constexpr MetricRow request_rows[] = {
    {"flows.*.upload.started", "1", "uploads that clients began"},
    {"flows.*.upload.acknowledged", "1", "uploads that clients got a success for"},
    {"flows.*.upload.rejected", "1", "uploads turned away or given up"},
    {"flows.*.upload.rejected.<reason>", "1", "uploads turned away, by reason"},
    {"flows.*.upload.rejected_since.<reason>", "s",
     "time from the start at which the first of them was turned away"},
    {"flows.*.upload.retried", "1", "failed attempts after which the client tried again"},
    {"flows.*.upload.retried.<reason>", "1", "failed attempts after which the client tried again, by reason"},
    {"flows.*.upload.open", "1", "uploads without an answer at the end of the run"},
    {"flows.*.upload.throughput", "1/s", "acknowledged uploads per second after warm-up"},
    {"flows.*.upload.bytes", "B", "size of the acknowledged uploads"},
    {"flows.*.upload.latency", "s", "from the document's arrival to the client's success", distribution},
    {"flows.*.download.started", "1", "downloads that clients began"},
    {"flows.*.download.finished", "1", "downloads that ended with the document"},
    {"flows.*.download.failed", "1", "downloads that ended without it"},
    {"flows.*.download.failed.<reason>", "1", "downloads that ended without the document, by reason"},
    {"flows.*.upload.queue_growth", "share",
     "of the uploads that begin and do not end: what waits grows through the whole run, at equal hours; only "
     "where that is sure (Student's 99.5 % to one side)"},
    {"flows.*.download.queue_growth", "share", "of the downloads that begin and do not end, likewise"},
    {"flows.*.download.open", "1", "downloads without an answer at the end of the run"},
    {"flows.*.download.throughput", "1/s", "finished downloads per second after warm-up"},
    {"flows.*.download.bytes", "B", "size of the finished downloads"},
    {"flows.*.download.latency", "s", "from the download's start to its last byte", distribution},
    {"flows.*.documents.lost", "1",
     "acknowledged documents of which no store has a copy any more (whole run)"},
    {"flows.*.documents.lost.<reason>", "1",
     "acknowledged documents of which no store has a copy any more, by reason"},
    {"flows.*.documents.lost_bytes", "B", "size of the acknowledged documents that were lost"},
    {"flows.*.documents.archived", "1",
     "documents that left their volume for their age and are in the backup's copies (whole run)"},
    {"flows.*.documents.deleted", "1",
     "documents that left their volume for their age and were given up (whole run)"},
    {"flows.*.documents.deleted_uncopied", "1",
     "documents that left their volume for their age and had no copy (whole run)"},
    {"flows.*.documents.left_bytes", "B", "size of the documents that left their volume"},
};

constexpr MetricRow restore_rows[] = {
    {"duration", "s", "from the loss or the drill's start to the last document, verification included"},
    {"detect", "s", "until the restore was decided"},
    {"provision", "s", "until the volume to restore to was there"},
    {"start", "s", "start of the instance in another zone"},
    {"switch", "s", "until clients reached it"},
    {"list", "s", "listing of the copies"},
    {"thaw", "s", "until archived copies could be read"},
    {"transfer", "s", "of the copying: fetching from S3; of a snapshot, until all of it is there"},
    {"write", "s", "of the copying: writing to the volume or bucket"},
    {"verify", "s", "reading everything back"},
    {"again", "s", "until a tool that had left files out was started again"},
    {"first_document", "s", "from the loss or the drill's start to the first document"},
    {"wanted_documents", "s",
     "from the loss or the drill's start to the return of the share of documents that clients want"},
    {"completeness", "share", "documents that came back over those that had a copy"},
    {"bytes", "B", "bytes that came back"},
    {"files", "1", "files that came back; of a replay, documents that the function worked on again"},
    {"calls", "1", "of a replay: calls of the function, with those that were tried again"},
    {"failed_documents", "1", "of a replay: documents of which no call succeeded"},
    {"file.latency", "s", "a file, from the tool's work on it until it is written", distribution},
    {"request.latency", "s", "a request of the tool, with its processor time and the writing", distribution},
};

constexpr MetricRow document_rows[] = {
    {"flows.*.protection.documents", "1", "documents that got a recoverable second copy"},
    {"flows.*.protection.delay", "s", "from the acknowledgement to the recoverable second copy",
     distribution},
    {"flows.*.processing.created", "1", "objects created in the trigger bucket"},
    {"flows.*.processing.started", "1",
     "documents that reached a function, by an event or a call, for each function that is to work on them"},
    {"flows.*.processing.finished", "1",
     "documents whose effect was committed at least once, for each function that works on them"},
    {"flows.*.processing.duplicates", "1", "further commits of an effect that was there already"},
    {"flows.*.processing.out_of_order", "1",
     "effects of an older version of an object that replaced a newer one's"},
    {"flows.*.processing.superseded", "1",
     "documents left without an effect because a newer version of their object had it (ordering: sequencer)"},
    {"flows.*.processing.without_event", "1",
     "objects that a function should have learnt of, kept away by event type or by everybody's key filter"},
    {"flows.*.processing.dropped", "1", "events that are gone for good"},
    {"flows.*.processing.dropped.<reason>", "1", "events that are gone for good, by reason"},
    {"flows.*.processing.throughput", "1/s", "documents processed per second after warm-up"},
    {"flows.*.processing.latency", "s", "from the object's creation by the PUT to the first committed effect",
     distribution},
    {"flows.*.end_to_end.upload", "s",
     "from the document's arrival to the object whose event called the function", distribution},
    {"flows.*.end_to_end.event", "s", "from the object to the function's queue", distribution},
    {"flows.*.end_to_end.queue", "s", "in the queue, failed attempts and pauses between them included",
     distribution},
    {"flows.*.end_to_end.init", "s", "start of an environment before the attempt that had the effect",
     distribution},
    {"flows.*.end_to_end.run", "s", "that attempt up to the effect, without what it waited for downstream",
     distribution},
    {"flows.*.end_to_end.downstream", "s", "calls of the attempt up to the effect", distribution},
    {"flows.*.end_to_end.total", "s", "from the document's arrival to the effect: the sum of the six",
     distribution},
    {"flows.*.end_to_end.notification", "s", "from the effect to the subscribers", distribution},
};

}  // namespace

std::span<const MetricRow> requests() {
  return request_rows;
}
std::span<const MetricRow> restores() {
  return restore_rows;
}
std::span<const MetricRow> documents() {
  return document_rows;
}

}  // namespace garoa::metric_rows
