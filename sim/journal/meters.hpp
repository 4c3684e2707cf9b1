// The billed quantities, each in an integer unit. What they cost is the price book's business
// (models/pricing).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace garoa {

enum class Meter : std::uint8_t {
  ec2_instance_seconds,
  ec2_surplus_vcpu_seconds_x86,
  ec2_surplus_vcpu_seconds_arm,
  ebs_gp2_byte_seconds,
  ebs_gp3_byte_seconds,
  ebs_gp3_iops_seconds,
  ebs_gp3_throughput_byte_seconds,
  ebs_io1_byte_seconds,
  ebs_io1_iops_seconds,
  ebs_io2_byte_seconds,
  ebs_io2_iops_seconds,
  ebs_io2_iops_second_tier_seconds,
  ebs_io2_iops_third_tier_seconds,
  ebs_st1_byte_seconds,
  ebs_sc1_byte_seconds,
  ebs_snapshot_byte_seconds,
  ebs_snapshot_archive_byte_seconds,
  ebs_snapshot_archive_restored_bytes,
  ebs_timed_copy_bytes,
  ebs_fast_restore_seconds,
  ebs_initialization_gib_rates,
  s3_standard_byte_seconds,
  s3_put_requests,
  s3_get_requests,
  s3_standard_ia_byte_seconds,
  s3_onezone_ia_byte_seconds,
  s3_glacier_ir_byte_seconds,
  s3_glacier_byte_seconds,
  s3_deep_archive_byte_seconds,
  s3_standard_ia_early_deletion_byte_seconds,
  s3_onezone_ia_early_deletion_byte_seconds,
  s3_glacier_ir_early_deletion_byte_seconds,
  s3_glacier_early_deletion_byte_seconds,
  s3_deep_archive_early_deletion_byte_seconds,
  s3_intelligent_frequent_byte_seconds,
  s3_intelligent_infrequent_byte_seconds,
  s3_intelligent_instant_byte_seconds,
  s3_intelligent_object_seconds,
  s3_intelligent_transition_requests,
  s3_ia_put_requests,
  s3_glacier_ir_put_requests,
  s3_glacier_put_requests,
  s3_deep_archive_put_requests,
  s3_ia_get_requests,
  s3_glacier_ir_get_requests,
  s3_ia_retrieved_bytes,
  s3_glacier_ir_retrieved_bytes,
  s3_glacier_expedited_requests,
  s3_glacier_expedited_bytes,
  s3_glacier_retrieval_requests,
  s3_glacier_retrieval_bytes,
  s3_deep_archive_retrieval_requests,
  s3_deep_archive_retrieval_bytes,
  s3_deep_archive_bulk_requests,
  s3_deep_archive_bulk_bytes,
  s3_replication_time_control_bytes,
  lambda_requests,
  lambda_mib_milliseconds_x86,
  lambda_mib_milliseconds_arm,
  lambda_tmp_mib_milliseconds,
  lambda_snapshot_mib_milliseconds,
  lambda_restored_bytes,
  lambda_provisioned_mib_milliseconds_x86,
  lambda_provisioned_mib_milliseconds_arm,
  lambda_provisioned_run_mib_milliseconds_x86,
  lambda_provisioned_run_mib_milliseconds_arm,
  sns_publish_requests,
  sns_email_deliveries,
  sns_http_deliveries,
  sns_sms_deliveries,
  sns_queue_deliveries,
  sqs_requests,
  eventbridge_events,
  logs_ingested_bytes,
  logs_stored_byte_seconds,
  logs_exported_bytes,
  dynamodb_write_units,
  dynamodb_read_units,
  dynamodb_write_capacity_seconds,
  dynamodb_read_capacity_seconds,
  dynamodb_byte_seconds,
  dynamodb_pitr_byte_seconds,
  transfer_out_bytes,
  transfer_region_bytes,
  transfer_zone_bytes,
  nat_gateway_seconds,
  nat_gateway_bytes,
  interface_endpoint_seconds,
  interface_endpoint_bytes,
  elb_balancer_seconds,
  elb_capacity_unit_seconds,
  kms_key_seconds,
  kms_requests,
  vpc_bytes_without_way,
  public_ipv4_seconds,
  cloudwatch_alarm_seconds,
  cloudwatch_metric_seconds,
  cloudtrail_data_events,
  cloudtrail_management_copy_events,
  s3_dual_layer_encrypted_bytes,
  s3_batch_jobs,
  s3_batch_objects,
  backup_s3_byte_seconds,
  backup_s3_restored_bytes,
  count_
};

constexpr std::size_t meter_count = static_cast<std::size_t>(Meter::count_);

struct MeterInfo {
  std::string_view name;
  std::string_view unit;
  std::string_view meaning;
};

/// In the order of Meter.
constexpr std::array<MeterInfo, meter_count> meter_table{{
    {"ec2_instance_seconds", "s", "running time of an instance"},
    {"ec2_surplus_vcpu_seconds_x86", "vCPU s",
     "CPU time beyond the credits of T2, T3 and T3a, unlimited mode"},
    {"ec2_surplus_vcpu_seconds_arm", "vCPU s", "CPU time beyond the credits of T4g, unlimited mode"},
    {"ebs_gp2_byte_seconds", "B s", "provisioned gp2 storage"},
    {"ebs_gp3_byte_seconds", "B s", "provisioned gp3 storage"},
    {"ebs_gp3_iops_seconds", "IOPS s", "gp3 IOPS provisioned above the included ones"},
    {"ebs_gp3_throughput_byte_seconds", "B/s s", "gp3 throughput provisioned above the included one"},
    {"ebs_io1_byte_seconds", "B s", "provisioned io1 storage"},
    {"ebs_io1_iops_seconds", "IOPS s", "provisioned io1 IOPS"},
    {"ebs_io2_byte_seconds", "B s", "provisioned io2 storage"},
    {"ebs_io2_iops_seconds", "IOPS s", "provisioned io2 IOPS, first tier of each volume"},
    {"ebs_io2_iops_second_tier_seconds", "IOPS s", "provisioned io2 IOPS, second tier of each volume"},
    {"ebs_io2_iops_third_tier_seconds", "IOPS s", "provisioned io2 IOPS, third tier of each volume"},
    {"ebs_st1_byte_seconds", "B s", "provisioned st1 storage"},
    {"ebs_sc1_byte_seconds", "B s", "provisioned sc1 storage"},
    {"ebs_snapshot_byte_seconds", "B s", "snapshot storage, standard tier"},
    {"ebs_snapshot_archive_byte_seconds", "B s", "snapshot storage, archive tier"},
    {"ebs_snapshot_archive_restored_bytes", "B", "snapshots restored from the archive tier"},
    {"ebs_timed_copy_bytes", "B", "snapshots copied within a promised time"},
    {"ebs_fast_restore_seconds", "s", "fast snapshot restore of one snapshot in one zone"},
    {"ebs_initialization_gib_rates", "1", "provisioned volume initialization, size times rate"},
    {"s3_standard_byte_seconds", "B s", "S3 Standard storage"},
    {"s3_put_requests", "1", "S3 PUT, COPY, POST and LIST requests"},
    {"s3_get_requests", "1", "S3 GET and other requests"},
    {"s3_standard_ia_byte_seconds", "B s", "S3 Standard-IA storage"},
    {"s3_onezone_ia_byte_seconds", "B s", "S3 One Zone-IA storage"},
    {"s3_glacier_ir_byte_seconds", "B s", "S3 Glacier Instant Retrieval storage"},
    {"s3_glacier_byte_seconds", "B s", "S3 Glacier Flexible Retrieval storage"},
    {"s3_deep_archive_byte_seconds", "B s", "S3 Glacier Deep Archive storage"},
    {"s3_standard_ia_early_deletion_byte_seconds", "B s", "S3 Standard-IA, rest of the minimum duration"},
    {"s3_onezone_ia_early_deletion_byte_seconds", "B s", "S3 One Zone-IA, rest of the minimum duration"},
    {"s3_glacier_ir_early_deletion_byte_seconds", "B s",
     "S3 Glacier Instant Retrieval, rest of the minimum duration"},
    {"s3_glacier_early_deletion_byte_seconds", "B s",
     "S3 Glacier Flexible Retrieval, rest of the minimum duration"},
    {"s3_deep_archive_early_deletion_byte_seconds", "B s",
     "S3 Glacier Deep Archive, rest of the minimum duration"},
    {"s3_intelligent_frequent_byte_seconds", "B s", "S3 Intelligent-Tiering storage, frequent access"},
    {"s3_intelligent_infrequent_byte_seconds", "B s", "S3 Intelligent-Tiering storage, infrequent access"},
    {"s3_intelligent_instant_byte_seconds", "B s", "S3 Intelligent-Tiering storage, archive instant access"},
    {"s3_intelligent_object_seconds", "object s", "S3 Intelligent-Tiering monitoring"},
    {"s3_intelligent_transition_requests", "1", "S3 Intelligent-Tiering, transition requests"},
    {"s3_ia_put_requests", "1", "S3 Standard-IA and One Zone-IA, PUT and transition requests"},
    {"s3_glacier_ir_put_requests", "1", "S3 Glacier Instant Retrieval, PUT and transition requests"},
    {"s3_glacier_put_requests", "1", "S3 Glacier Flexible Retrieval, PUT and transition requests"},
    {"s3_deep_archive_put_requests", "1", "S3 Glacier Deep Archive, PUT and transition requests"},
    {"s3_ia_get_requests", "1", "S3 Standard-IA and One Zone-IA, GET requests"},
    {"s3_glacier_ir_get_requests", "1", "S3 Glacier Instant Retrieval, GET requests"},
    {"s3_ia_retrieved_bytes", "B", "S3 Standard-IA and One Zone-IA, bytes read"},
    {"s3_glacier_ir_retrieved_bytes", "B", "S3 Glacier Instant Retrieval, bytes read"},
    {"s3_glacier_expedited_requests", "1", "S3 Glacier Flexible Retrieval, expedited retrieval requests"},
    {"s3_glacier_expedited_bytes", "B", "S3 Glacier Flexible Retrieval, bytes of expedited retrievals"},
    {"s3_glacier_retrieval_requests", "1", "S3 Glacier Flexible Retrieval, standard retrieval requests"},
    {"s3_glacier_retrieval_bytes", "B", "S3 Glacier Flexible Retrieval, bytes of standard retrievals"},
    {"s3_deep_archive_retrieval_requests", "1", "S3 Glacier Deep Archive, standard retrieval requests"},
    {"s3_deep_archive_retrieval_bytes", "B", "S3 Glacier Deep Archive, bytes of standard retrievals"},
    {"s3_deep_archive_bulk_requests", "1", "S3 Glacier Deep Archive, bulk retrieval requests"},
    {"s3_deep_archive_bulk_bytes", "B", "S3 Glacier Deep Archive, bytes of bulk retrievals"},
    {"s3_replication_time_control_bytes", "B", "S3 Replication Time Control"},
    {"lambda_requests", "1", "Lambda invocations"},
    {"lambda_mib_milliseconds_x86", "MiB ms",
     "Lambda duration on x86_64, configured memory times billed milliseconds"},
    {"lambda_mib_milliseconds_arm", "MiB ms",
     "Lambda duration on arm64, configured memory times billed milliseconds"},
    {"lambda_tmp_mib_milliseconds", "MiB ms",
     "Lambda /tmp above the included size, times billed milliseconds"},
    {"lambda_snapshot_mib_milliseconds", "MiB ms", "Lambda SnapStart, cached snapshots"},
    {"lambda_restored_bytes", "B", "Lambda SnapStart, memory restored"},
    {"lambda_provisioned_mib_milliseconds_x86", "MiB ms", "Lambda provisioned concurrency on x86_64"},
    {"lambda_provisioned_mib_milliseconds_arm", "MiB ms", "Lambda provisioned concurrency on arm64"},
    {"lambda_provisioned_run_mib_milliseconds_x86", "MiB ms",
     "Lambda duration in provisioned environments on x86_64"},
    {"lambda_provisioned_run_mib_milliseconds_arm", "MiB ms",
     "Lambda duration in provisioned environments on arm64"},
    {"sns_publish_requests", "1", "SNS publish requests, one per started 64 KiB"},
    {"sns_email_deliveries", "1", "SNS deliveries by e-mail"},
    {"sns_http_deliveries", "1", "SNS deliveries to HTTP endpoints"},
    {"sns_sms_deliveries", "1", "SNS deliveries by SMS"},
    {"sns_queue_deliveries", "1", "messages in subscribers' SQS queues"},
    {"sqs_requests", "1", "SQS requests, one per started 64 KiB"},
    {"eventbridge_events", "1", "S3 events through EventBridge"},
    {"logs_ingested_bytes", "B", "CloudWatch Logs ingestion"},
    {"logs_stored_byte_seconds", "B s", "CloudWatch Logs storage, compressed"},
    {"logs_exported_bytes", "B", "CloudWatch Logs export to S3"},
    {"dynamodb_write_units", "1", "DynamoDB on-demand write request units"},
    {"dynamodb_read_units", "1", "DynamoDB on-demand read request units"},
    {"dynamodb_write_capacity_seconds", "unit s", "provisioned DynamoDB write capacity units"},
    {"dynamodb_read_capacity_seconds", "unit s", "provisioned DynamoDB read capacity units"},
    {"dynamodb_byte_seconds", "B s", "DynamoDB storage"},
    {"dynamodb_pitr_byte_seconds", "B s", "DynamoDB point-in-time recovery"},
    {"transfer_out_bytes", "B", "data transfer out to the internet"},
    {"transfer_region_bytes", "B", "data transfer to another region"},
    {"transfer_zone_bytes", "B", "data transfer between zones, each direction"},
    {"nat_gateway_seconds", "s", "NAT gateways, running time"},
    {"nat_gateway_bytes", "B", "NAT gateways, bytes processed"},
    {"interface_endpoint_seconds", "s", "interface endpoints, running time in each zone"},
    {"interface_endpoint_bytes", "B", "interface endpoints, bytes processed"},
    {"elb_balancer_seconds", "s", "application load balancers, running time"},
    {"elb_capacity_unit_seconds", "LCU s", "application load balancers, capacity units (LCU)"},
    {"kms_key_seconds", "s", "customer keys"},
    {"kms_requests", "1", "KMS requests"},
    {"vpc_bytes_without_way", "B", "bytes of calls for which the VPC has neither NAT gateway nor endpoint"},
    {"public_ipv4_seconds", "s", "public IPv4 addresses in use"},
    {"cloudwatch_alarm_seconds", "s", "CloudWatch alarms"},
    {"cloudwatch_metric_seconds", "s", "CloudWatch metrics of one's own"},
    {"cloudtrail_data_events", "1", "CloudTrail data events"},
    {"cloudtrail_management_copy_events", "1", "CloudTrail management events, copies beyond the first"},
    {"s3_dual_layer_encrypted_bytes", "B", "S3 encryption in two layers (DSSE-KMS)"},
    {"s3_batch_jobs", "1", "S3 Batch Operations, jobs"},
    {"s3_batch_objects", "1", "S3 Batch Operations, objects"},
    {"backup_s3_byte_seconds", "B s", "AWS Backup of S3, warm storage"},
    {"backup_s3_restored_bytes", "B", "AWS Backup of S3, restored"},
}};

constexpr const MeterInfo& info_of(Meter meter) {
  return meter_table[static_cast<std::size_t>(meter)];
}

/// Reserved instances, Savings Plans and spot are for running time of instances and functions.
constexpr bool can_be_committed(Meter meter) {
  return meter == Meter::ec2_instance_seconds || meter == Meter::lambda_mib_milliseconds_x86 ||
         meter == Meter::lambda_mib_milliseconds_arm ||
         meter == Meter::lambda_provisioned_mib_milliseconds_x86 ||
         meter == Meter::lambda_provisioned_mib_milliseconds_arm ||
         meter == Meter::lambda_provisioned_run_mib_milliseconds_x86 ||
         meter == Meter::lambda_provisioned_run_mib_milliseconds_arm;
}

/// On which service's part of the bill a meter stands, by the first word of its name.
struct BilledService {
  std::string_view meter_prefix;
  std::string_view title;
};

constexpr std::array billed_services{
    BilledService{"ec2", "EC2"},
    BilledService{"ebs", "EBS"},
    BilledService{"s3", "S3"},
    BilledService{"lambda", "Lambda"},
    BilledService{"sns", "SNS"},
    BilledService{"sqs", "SQS"},
    BilledService{"eventbridge", "EventBridge"},
    BilledService{"logs", "CloudWatch Logs"},
    BilledService{"dynamodb", "DynamoDB"},
    BilledService{"transfer", "Data transfer"},
    BilledService{"nat", "VPC"},
    BilledService{"interface", "VPC"},
    BilledService{"vpc", "VPC"},
    BilledService{"elb", "Elastic Load Balancing"},
    BilledService{"kms", "KMS"},
    BilledService{"public", "VPC"},
    BilledService{"cloudwatch", "CloudWatch"},
    BilledService{"cloudtrail", "CloudTrail"},
    BilledService{"backup", "AWS Backup"},
};

/// "Data transfer"; empty if there is none.
constexpr std::string_view service_of(Meter meter) {
  const auto name = info_of(meter).name;
  for (const auto& service : billed_services) {
    if (service.meter_prefix == name.substr(0, name.find('_'))) return service.title;
  }
  return {};
}

constexpr bool every_meter_has_a_service() {
  for (std::size_t i = 0; i < meter_count; ++i) {
    if (service_of(static_cast<Meter>(i)).empty()) return false;
  }
  return true;
}
static_assert(every_meter_has_a_service());

}  // namespace garoa
